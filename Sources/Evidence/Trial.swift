import Theory

/// One judgment to be made: an experiment of a claim, or of its controls, with one repetition's random numbers.
public struct Trial: Hashable, Sendable, Codable {
  /// Whether the claim must be verified or refuted here.
  public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
    /// The claim's own world: the verdict must be verified.
    case claim
    /// A world where the claim is false: the verdict must be refuted.
    case control
  }

  /// The claim's id, for example `F2`.
  public let claim: String
  /// Whether this is the claim or its control.
  public let role: Role
  /// The experiment's name, for example `T=8 d=4 q=2, width 16`; part of the random streams' name.
  public let experiment: String
  /// Which independent repetition, from 0; part of the random streams' address.
  public let repetition: Int

  /// Names a judgment to be made.
  public init(claim: String, role: Role, experiment: String, repetition: Int) {
    self.claim = claim
    self.role = role
    self.experiment = experiment
    self.repetition = repetition
  }
}

extension Trial: CustomStringConvertible {
  /// For example `F2: T=8 d=4 q=2, width 16 #3`.
  public var description: String {
    "\(claim)\(role == .control ? " control" : ""): \(experiment) #\(repetition)"
  }
}
