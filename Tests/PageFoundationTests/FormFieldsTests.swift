import Testing

@testable import PageFoundation

@Suite struct FormFieldsTests {
    @Test(arguments: [
        ("a=%", FormError.undecodable(field: 0)), ("a=%4", .undecodable(field: 0)),
        ("a=1&b=%zz", .undecodable(field: 1)),
        ("%=1", .undecodable(field: 0)), ("a=%ff", .undecodable(field: 0)), ("a=%c3%28", .undecodable(field: 0)),
        ("a=%u0041", .undecodable(field: 0)), ("a=%+1", .undecodable(field: 0)),
        (String(repeating: "x", count: 65_537), .tooLong), (String(repeating: "a&", count: 257), .tooManyFields),
    ])
    func `what isn't a form is refused, and why`(text: String, error: FormError) {
        #expect(throws: error) { try FormFields(parsing: text.utf8) }
    }

    @Test func `bytes that aren't UTF-8 are refused`() {
        #expect(throws: FormError.undecodable(field: 0)) { try FormFields(parsing: [97, 61, 0xFF]) }
    }

    @Test(
        arguments: [
            ("", []), ("a", [("a", "")]), ("a=", [("a", "")]), ("=b", [("", "b")]), ("&&a=1&&", [("a", "1")]),
            ("a=1&a=2", [("a", "1"), ("a", "2")]), ("a=b=c", [("a", "b=c")]), ("a+b=c+d", [("a b", "c d")]),
            ("a=%2B%26%3D%25", [("a", "+&=%")]), ("a=%C3%A9", [("a", "é")]), ("a=é", [("a", "é")]),
            ("a[b]=1", [("a[b]", "1")]),
            ("a=%00%0d%0a", [("a", "\0\r\n")]), ("a=%252e", [("a", "%2e")]),
        ] as [(String, [(String, String)])])
    func `fields come in their order, and twice where they were sent twice`(text: String, fields: [(String, String)])
        throws
    {
        let read = try FormFields(parsing: text.utf8)
        #expect(read.fields == fields.map { FormFields.Field(name: $0.0, value: $0.1) })
    }

    @Test func `what must stand once and stands twice is said`() throws {
        let form = try FormFields(parsing: "value=1&value=2&token=3".utf8)
        #expect(throws: FormError.duplicate("value")) { try form.one("value") }
        #expect(form.all("value") == ["1", "2"])
        #expect(try form.one("token") == "3")
        #expect(try form.one("nothing") == nil)
    }
}
