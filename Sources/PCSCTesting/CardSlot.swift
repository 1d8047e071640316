/// A place that takes one virtual card, whatever is behind it: a simulated reader, a vpcd slot, a USB reader in QEMU.
public protocol CardSlot: Sendable {
    /// Puts a card in. One that is in is taken out first, which a reader sees as a removal and an insertion.
    func insert(_ card: VirtualCard)

    /// Takes the card out, if one is in.
    func remove()

    /// The card that is in.
    var card: VirtualCard? { get }
}
