/// A sum that keeps what rounding loses: right to 2 units of rounding for numbers of one sign, however many.
///
/// Source: Neumaier 1974, in Knuth's form without a comparison. Numbers must be finite and their sum below
/// 1.8e308.
struct CompensatedSum {
  private var sum = 0.0
  private var lost = 0.0

  mutating func add(_ number: Double) {
    let next = sum + number
    let part = next - sum
    lost += (sum - (next - part)) + (number - part)
    sum = next
  }

  var value: Double { sum + lost }
}
