import Theory

/// The least margins of the checks that verify: of tolerances, and of distances from a bound, which may be 0.
struct WorstMargins {
  private let tolerance: Double?
  private let distance: Double?

  /// The least margins of some checks of a claim.
  init(_ checks: [Check], _ claim: Claim) {
    func least(_ kind: Claim.Margin) -> Double? {
      checks.filter { ($0.margin ?? claim.margin) == kind }.compactMap {
        if case .verified(let margin) = $0.verdict { margin } else { nil }
      }.min()
    }
    tolerance = least(.tolerance)
    distance = least(.distance)
  }

  /// The least margins over all checks of some outcomes.
  init(_ outcomes: [Outcome], _ claim: Claim) { self.init(outcomes.flatMap(\.checks), claim) }

  /// Whether there are distances among them.
  var hasDistances: Bool { distance != nil }

  /// For example `0.35`, `0.002 ^` or `0.35, 0.002 ^`; `-` if nothing verifies.
  var text: String {
    let found = [tolerance.map(NumberText.short), distance.map { NumberText.short($0) + " ^" }]
    return found.contains { $0 != nil } ? found.compactMap(\.self).joined(separator: ", ") : "-"
  }
}
