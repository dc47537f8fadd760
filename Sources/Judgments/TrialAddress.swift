import Evidence
import Sim
import Theory

extension Trial {
  /// The address of the trial's random numbers; a control has its own.
  func address(_ settings: Settings, claim: Claim, purpose: StreamAddress.Purpose = .check) throws
    -> StreamAddress
  {
    try StreamAddress(
      baseSeed: settings.baseSeed, claim: claim.streamIndex,
      problem: UInt16(caseIndex) + (role == .control ? 1 << 15 : 0), repetition: UInt32(repetition),
      purpose: purpose)
  }
}
