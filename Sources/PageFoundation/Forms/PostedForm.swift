/// A form that came from our own page, from this browser's session.
public struct PostedForm: Hashable, Sendable {
    /// The hidden field that holds the token.
    public static let tokenField = "form-token"

    /// What it answers, as the page named it when it made the form. Whether that still stands is for the page to say.
    public let asking: String
    /// All fields, the token's too.
    public let fields: FormFields
}
