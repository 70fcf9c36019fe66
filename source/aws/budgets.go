package aws

import (
	"context"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/budgets"
	budgetstypes "github.com/aws/aws-sdk-go-v2/service/budgets/types"

	"github.com/haechi-dev/haechi/cloud"
)

const budgetType = "AWS::Budgets::Budget"

// budgetsService reads the budgets of the account and whom they tell.
// https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Operations_AWS_Budgets.html
func budgetsService(cfg aws.Config) service {
	b := budgetsReader{budgets.NewFromConfig(cfg)}
	view := []string{"budgets:ViewBudget"}
	return service{name: "budgets", global: true, steps: []step{
		{call: "DescribeBudgets", actions: view, lists: []string{budgetType}, run: b.budgets, tells: map[string][]string{budgetType: {"Budget"}}},
		{call: "DescribeNotificationsForBudget", actions: view, of: budgetType, run: b.notifications, tells: map[string][]string{budgetType: {"NotificationsWithSubscribers"}}},
		{call: "ListTagsForResource", of: budgetType, run: b.tags, tells: map[string][]string{budgetType: {"ResourceTags"}}},
	}}
}

type budgetsReader struct{ client *budgets.Client }

func (b budgetsReader) budgets(ctx context.Context, p *place, _ *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeBudgets"
	pages := budgets.NewDescribeBudgetsPaginator(budgetsDescribeBudgets(b.client.DescribeBudgets), &budgets.DescribeBudgetsInput{AccountId: &p.account, MaxResults: aws.Int32(100), ShowFilterExpression: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		switch {
		case absent(err, "NotFoundException"): // there is none
			return nil, nil
		case err != nil:
			return nil, err
		}
		for i := range page.Budgets {
			name := aws.ToString(page.Budgets[i].BudgetName)
			p.add(call, budgetType, p.arn("budgets", "budget/"+name), name, under("Budget", budget(p.shape(call, &page.Budgets[i]))))
		}
	}
	return nil, nil
}

// budget shapes a budget: without what was spent, and with numbers that are texts in an answer.
func budget(v *cloud.Value) *cloud.Value {
	drop(v, "CalculatedSpend", "HealthStatus", "LastUpdatedTime")
	drop(v.Get("AutoAdjustData"), "LastAutoAdjustTime")
	if adjusted := v.Get("AutoAdjustData").Get("HistoricalOptions"); adjusted != nil {
		drop(adjusted, "LookBackAvailablePeriods")
	}
	amounts := []*cloud.Value{v.Get("BudgetLimit")}
	for _, planned := range v.Get("PlannedBudgetLimits").Fields() {
		amounts = append(amounts, planned.Value)
	}
	for _, spend := range amounts {
		if text, ok := spend.Get("Amount").Text(); ok {
			if _, err := strconv.ParseFloat(text, 64); err == nil {
				spend.Set("Amount", cloud.NewNumber(v.Pos, text))
			}
		}
	}
	return v
}

func (b budgetsReader) notifications(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	const call = "DescribeNotificationsForBudget"
	v := p.shape(call, struct{}{})
	all := cloud.NewList(v.Pos)
	pages := budgets.NewDescribeNotificationsForBudgetPaginator(budgetsDescribeNotificationsForBudget(b.client.DescribeNotificationsForBudget),
		&budgets.DescribeNotificationsForBudgetInput{AccountId: &p.account, BudgetName: &r.Name, MaxResults: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		switch {
		case absent(err, "NotFoundException"):
			return nil, nil
		case err != nil:
			return nil, err
		}
		for i := range page.Notifications {
			told, err := b.subscribers(ctx, p, r.Name, &page.Notifications[i])
			if err != nil {
				return nil, err
			}
			notification := p.shape(call, &page.Notifications[i])
			drop(notification, "NotificationState")
			all.Append(cloud.NewMap(v.Pos).Set("Notification", notification).Set("Subscribers", told))
		}
	}
	if all.Len() > 0 {
		v.Set("NotificationsWithSubscribers", all)
	}
	return v, nil
}

// subscribers are whom a notification goes to.
func (b budgetsReader) subscribers(ctx context.Context, p *place, budget string, of *budgetstypes.Notification) (*cloud.Value, error) {
	const call = "DescribeSubscribersForNotification"
	all := cloud.NewList(cloud.Pos{Origin: p.origin(call)})
	pages := budgets.NewDescribeSubscribersForNotificationPaginator(budgetsDescribeSubscribersForNotification(b.client.DescribeSubscribersForNotification),
		&budgets.DescribeSubscribersForNotificationInput{AccountId: &p.account, BudgetName: &budget, Notification: of, MaxResults: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		switch {
		case absent(err, "NotFoundException"):
			return all, nil
		case err != nil:
			return nil, err
		}
		for i := range page.Subscribers {
			all.Append(p.shape(call, &page.Subscribers[i]))
		}
	}
	return all, nil
}

func (b budgetsReader) tags(ctx context.Context, p *place, r *cloud.Resource) (*cloud.Value, error) {
	out, err := b.client.ListTagsForResource(ctx, &budgets.ListTagsForResourceInput{ResourceARN: aws.String(r.ID)})
	if err != nil {
		return nil, err
	}
	return p.shape("ListTagsForResource", out), nil
}
