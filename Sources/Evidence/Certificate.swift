/// Something exact that an experiment found and that any other program can check again from first principles.
///
/// It goes into Report/certificates.json, which `Scripts/recheck.py` reads. Exact numbers are `Rational`, written as
/// `p/q`; a `Double` stands for the binary number that it is.
public struct Certificate: Encodable, Sendable {
  /// What is certified, which tells the fields of the object: a word of the list in Report/README.md.
  public let kind: String
  /// The object.
  public let object: any Encodable & Sendable

  /// An object of a kind.
  public init(_ kind: String, _ object: any Encodable & Sendable) {
    (self.kind, self.object) = (kind, object)
  }

  private enum CodingKeys: String, CodingKey { case kind, object }

  /// Writes both fields.
  ///
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(object, forKey: .object)
  }
}
