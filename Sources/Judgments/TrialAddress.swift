import Evidence
import Sim
import Theory

extension StreamName {
  /// The name of the random streams of an experiment of a claim, or of its controls, for example `F2 claim: T=8 d=4 q=2`.
  init(_ trial: Trial) { self.init("\(trial.claim) \(trial.role.rawValue): \(trial.experiment)") }
}

extension Trial {
  /// The address of the trial's random numbers: its experiment's name and its repetition; a control has its own.
  ///
  /// - Throws: `TheoryError` if the repetition or the part is out of range.
  package func address(_ settings: Settings, part: Int = 0, purpose: StreamAddress.Purpose = .check) throws
    -> StreamAddress
  {
    try StreamAddress(
      baseSeed: settings.baseSeed, name: StreamName(self), repetition: repetition, part: part,
      purpose: purpose)
  }
}

extension Settings {
  /// The address of a training that several experiments judge: that of a name of its own, and its repetition.
  ///
  /// - Throws: `TheoryError` if the repetition is out of range.
  func trainingAddress(_ name: String, repetition: Int) throws -> StreamAddress {
    try StreamAddress(
      baseSeed: baseSeed, name: StreamName(name), repetition: repetition, purpose: .initialization)
  }
}
