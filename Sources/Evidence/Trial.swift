import Theory

/// One judgment to be made: a claim, or its control, in one case with one repetition's random numbers.
public struct Trial: Hashable, Sendable, Codable {
  /// Whether the claim must be verified or refuted here.
  public enum Role: String, Hashable, Sendable, Codable {
    /// The claim's own world: the verdict must be verified.
    case claim
    /// A world where the claim is false: the verdict must be refuted.
    case control
  }

  /// The claim's id, for example `F2`.
  public let claim: String
  /// Whether this is the claim or its control.
  public let role: Role
  /// The place of the case in the claim's (or the control's) list; part of the random stream's address.
  public let caseIndex: Int
  /// The case in words, for example `T=8 d=4 q=2, width 16`.
  public let caseName: String
  /// Which independent repetition, from 0; part of the random stream's address.
  public let repetition: Int

  /// Names a judgment to be made.
  public init(claim: String, role: Role, caseIndex: Int, caseName: String, repetition: Int) {
    self.claim = claim
    self.role = role
    self.caseIndex = caseIndex
    self.caseName = caseName
    self.repetition = repetition
  }
}

extension Trial: CustomStringConvertible {
  /// For example `F2: T=8 d=4 q=2, width 16 #3`.
  public var description: String {
    "\(claim)\(role == .control ? " control" : ""): \(caseName) #\(repetition)"
  }
}
