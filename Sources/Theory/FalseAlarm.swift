/// The probability with which samples refute what is true.
///
/// It is made where an inequality makes an interval, or where a proof bounds an event, and from there on only added up: what
/// a check, a trial and a run say they spend is the sum of what their inequalities were given.
public struct FalseAlarm: Hashable, Sendable {
  /// The probability, or an upper bound of it.
  public let probability: Double

  /// The probability of an event that an inequality or a proof bounds.
  public init(ofEvent probability: Double) { self.probability = probability }

  /// That of what is known without samples.
  public static let none = FalseAlarm(ofEvent: 0)

  /// That of one event or the other, whatever their dependence, by the union bound.
  public static func + (left: FalseAlarm, right: FalseAlarm) -> FalseAlarm {
    FalseAlarm(ofEvent: left.probability + right.probability)
  }

  /// That of any of several events, added up in the order given.
  public static func sum(_ parts: some Sequence<FalseAlarm>) -> FalseAlarm { parts.reduce(.none, +) }
}

extension FalseAlarm: Codable {
  /// Reads the number.
  public init(from decoder: any Decoder) throws {
    self.init(ofEvent: try decoder.singleValueContainer().decode(Double.self))
  }

  /// Writes the number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(probability)
  }
}
