// What both programs say and print alike; every file here uses it.
@_exported import CommandParts
