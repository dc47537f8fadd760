/// A sum that carries its rounding along, so that many small terms are not lost beside it (Kahan 1965).
struct CarriedSum: Hashable, Sendable {
  private(set) var value = 0.0
  private var carried = 0.0

  @inline(__always)
  mutating func add(_ term: Double) {
    let change = term + carried
    let next = value + change
    carried = change - (next - value)
    value = next
  }
}
