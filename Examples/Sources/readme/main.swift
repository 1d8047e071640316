import PCSC

let context = try Context()
for reader in try context.snapshot() { print(reader.name, reader.atr) }
