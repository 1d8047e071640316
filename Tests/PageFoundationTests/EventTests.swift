import Testing

@testable import PageFoundation

/// What a stream is told, without a stream.
@Suite struct EventTests {
    private func hub(_ present: [PageEvent] = [PageEvent(name: "readers", data: "now")]) -> EventHub {
        EventHub(places: StreamPlaces()) { present }
    }

    private func tell(_ hub: EventHub, _ data: String, _ retention: PageEvent.Retention = .kept) -> EventID {
        hub.tell(PageEvent(name: retention == .kept ? "session" : "readers", data: data), retention)
    }

    /// The data of what a listener is told now.
    private func data(_ text: String) -> [String] {
        text.split(separator: "\n").filter { $0.hasPrefix("data: ") }.map { String($0.dropFirst(6)) }
    }

    // MARK: Ids

    @Test(arguments: [
        "", "-", "1", "run", "run-", "run-x", "run--1x", "run-01", "run-+1", "run- 1", "run-1 ", "run-1-part",
        "run-18446744073709551616", "run-١",
    ])
    func `what isn't an id is none`(text: String) {
        #expect(EventID(text) == nil)
    }

    @Test func `an id is read as it was written`() {
        let id = EventID(run: "a_b-c", number: 7)
        #expect(EventID(id.description) == id)
    }

    @Test func `each run has a name of its own`() {
        #expect(hub().run != hub().run)
    }

    // MARK: Places

    @Test func `an unknown id gets how things stand`() async throws {
        let hub = hub([PageEvent(name: "readers", data: "r"), PageEvent(name: "session", data: "q")])
        let known = tell(hub, "1")
        let unknown = [
            nil, EventID(run: "other", number: 1), EventID(run: hub.run, number: known.number + 1),
            EventID(run: hub.run, number: .max), EventID(run: "", number: 0),
        ]
        for id in unknown {
            let listener = try hub.subscribe(after: id)
            #expect(data(await listener.take()) == ["r", "q"])
            #expect(await listener.take().isEmpty)
        }
    }

    @Test func `only the last of what stands has an id that is known later`() async throws {
        let hub = hub([PageEvent(name: "readers", data: "r"), PageEvent(name: "session", data: "q")])
        _ = tell(hub, "1")
        let ids = try await hub.subscribe(after: nil).take().split(separator: "\n").filter { $0.hasPrefix("id: ") }
        #expect(ids.map { EventID($0.dropFirst(4))?.number } == [nil, 1])
    }

    @Test func `a stream begins after the event that the view shows`() async throws {
        let hub = hub()
        let ids = (1...5).map { tell(hub, "\($0)") }
        #expect(data(try await hub.subscribe(after: ids[2]).take()) == ["4", "5"])
        #expect(data(try await hub.subscribe(after: ids[4]).take()) == [])
        #expect(
            data(try await hub.subscribe(after: EventID(run: hub.run, number: 0)).take()) == ["1", "2", "3", "4", "5"])
    }

    @Test func `of the present story everything is kept, of readers the newest`() async throws {
        let hub = hub()
        let start = tell(hub, "0")
        for number in 1...10_000 {
            _ = tell(hub, "r\(number)", .newest)
            if number.isMultiple(of: 1000) { _ = tell(hub, "s\(number)") }
        }
        let told = data(try await hub.subscribe(after: start).take())
        #expect(told == (1...10).map { "s\($0 * 1000)" }.dropLast() + ["r10000", "s10000"])
    }

    @Test func `a slow stream skips to the newest readers and misses nothing of the story`() async throws {
        let hub = hub([])
        let listener = try hub.subscribe(after: nil)
        #expect(await listener.take().isEmpty)
        _ = tell(hub, "r1", .newest)
        _ = tell(hub, "s1")
        _ = tell(hub, "r2", .newest)
        _ = tell(hub, "s2")
        #expect(data(await listener.take()) == ["s1", "r2", "s2"])
        #expect(await listener.take().isEmpty)
        _ = tell(hub, "r3", .newest)
        #expect(data(await listener.take()) == ["r3"])
    }

    @Test func `who missed the end of a story that is forgotten hears how things stand`() async throws {
        let hub = hub()
        let first = tell(hub, "1")
        let second = tell(hub, "2")
        let late = try hub.subscribe(after: first)
        let upToDate = try hub.subscribe(after: second)
        hub.forgetKept()
        _ = tell(hub, "3")
        #expect(data(await late.take()) == ["now"])
        #expect(data(await upToDate.take()) == ["3"])
        #expect(data(await late.take()) == [])
    }

    @Test func `two names of which the newest counts don't push each other out`() async throws {
        let hub = hub([])
        let start = hub.last
        hub.tell(PageEvent(name: "a", data: "a"), .newest)
        hub.tell(PageEvent(name: "b", data: "b"), .newest)
        #expect(data(try await hub.subscribe(after: start).take()) == ["a", "b"])
    }

    // MARK: Places of streams

    @Test func `a place is free again when its stream ends, and not before`() throws {
        let places = StreamPlaces(limit: 2)
        let hub = EventHub(places: places) { [] }
        let other = EventHub(places: places) { [] }
        var first: EventSubscription? = try hub.subscribe(after: nil)
        let second = try other.subscribe(after: nil)
        #expect(throws: EventHubError.full) { try hub.subscribe(after: nil) }
        first?.end()
        #expect(throws: EventHubError.full) { try hub.subscribe(after: nil) }
        first = nil
        #expect(places.count == 1)
        let third = try hub.subscribe(after: nil)
        #expect(places.count == 2)
        withExtendedLifetime((second, third)) {}
    }

    @Test func `a hub that has ended begins no stream and takes no place`() async throws {
        let places = StreamPlaces()
        let hub = EventHub(places: places) { [] }
        let listener = try hub.subscribe(after: nil)
        hub.end()
        for await _ in listener.wakes {}
        #expect(throws: EventHubError.ended) { try hub.subscribe(after: nil) }
        #expect(places.count == 1)
    }

    // MARK: The stream's form

    @Test(arguments: [
        ("a", "data: a\n"), ("", "data: \n"), ("a\nb", "data: a\ndata: b\n"), ("a\r\nb", "data: a\ndata: b\n"),
        ("a\rb", "data: a\ndata: b\n"), ("a\n\nb", "data: a\ndata: \ndata: b\n"),
        ("a\n\rb", "data: a\ndata: \ndata: b\n"),
        ("a\u{2028}b\u{85}", "data: a\u{2028}b\u{85}\n"), ("id: 9", "data: id: 9\n"), ("é", "data: é\n"),
    ])
    func `no data ends a field early`(data: String, lines: String) {
        let text = ServerSentEvent.encode(PageEvent(name: "n", data: data), id: "r-1")
        #expect(text == "id: r-1\nevent: n\n\(lines)\n")
    }

    @Test func `no name ends a field early`() {
        let text = ServerSentEvent.encode(PageEvent(name: "a\ndata: x\r\nb", data: "d"), id: "r-1")
        #expect(text == "id: r-1\nevent: adata: xb\ndata: d\n\n")
    }
}
