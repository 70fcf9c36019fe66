"""Which properties Cloud Control takes and never tells, from the resource schemas in cfn-lint."""

import json
import os
from importlib.metadata import version

import cfnlint

data = os.path.join(os.path.dirname(cfnlint.__file__), "data", "schemas")
provider = {}
with open(os.path.join(data, "providers", "us_east_1.py")) as source:
    exec(source.read(), provider)
print(f"# Of cfn-lint {version('cfn-lint')} (MIT-0), by writeonly.py: of each type the properties that are only written.")
for name, file in sorted(provider["types"].items()):
    with open(os.path.join(data, "resources", file + ".json")) as source:
        schema = json.load(source)
    paths = sorted({path.removeprefix("/properties/") for path in schema.get("writeOnlyProperties", [])})
    if paths:
        print(name, *paths)
