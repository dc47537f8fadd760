/// A linear map of a deviation's two coordinates, along one direction in W_XE and in V_E.
public struct TransversalMap: Hashable, Sendable, Codable {
  /// What W_XE's part makes of W_XE's.
  public let keyByKey: Double
  /// What V_E's part adds to W_XE's.
  public let keyByValue: Double
  /// What W_XE's part adds to V_E's.
  public let valueByKey: Double
  /// What V_E's part makes of V_E's.
  public let valueByValue: Double

  /// The matrix [[keyByKey, keyByValue], [valueByKey, valueByValue]].
  public init(keyByKey: Double, keyByValue: Double, valueByKey: Double, valueByValue: Double) {
    (self.keyByKey, self.keyByValue) = (keyByKey, keyByValue)
    (self.valueByKey, self.valueByValue) = (valueByKey, valueByValue)
  }

  /// No change.
  public static let identity = TransversalMap(keyByKey: 1, keyByValue: 0, valueByKey: 0, valueByValue: 1)

  /// The four entries, row by row.
  public var entries: [Double] { [keyByKey, keyByValue, valueByKey, valueByValue] }

  /// The largest factor by which the map lengthens a deviation:
  /// `[ sqrt((a + d)^2 + (b - c)^2) + sqrt((a - d)^2 + (b + c)^2) ] / 2`.
  public var largestSingularValue: Double {
    func length(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
    return 0.5
      * (length(keyByKey + valueByValue, keyByValue - valueByKey)
        + length(keyByKey - valueByValue, keyByValue + valueByKey))
  }

  /// The unit deviation that is lengthened most, its part in V_E not negative.
  public var mostAmplified: (tokenKey: Double, positionValue: Double) {
    let key = keyByKey * keyByKey + valueByKey * valueByKey
    let mixed = keyByKey * keyByValue + valueByKey * valueByValue
    let value = keyByValue * keyByValue + valueByValue * valueByValue
    let top = SymmetricMatrix2(first: key, mixed: mixed, second: value).largestEigenvalue
    // The null vector of one row of the Gram matrix less its largest eigenvalue, of the row that is longer.
    let vector = top - key >= top - value ? (mixed, top - key) : (top - value, mixed)
    let length = (vector.0 * vector.0 + vector.1 * vector.1).squareRoot()
    if length == 0 { return (0, 1) }
    let sign = vector.1 < 0 ? -1.0 : 1
    return (sign * vector.0 / length, sign * vector.1 / length)
  }

  /// This map after another.
  func after(_ first: TransversalMap) -> TransversalMap {
    TransversalMap(
      keyByKey: keyByKey * first.keyByKey + keyByValue * first.valueByKey,
      keyByValue: keyByKey * first.keyByValue + keyByValue * first.valueByValue,
      valueByKey: valueByKey * first.keyByKey + valueByValue * first.valueByKey,
      valueByValue: valueByKey * first.keyByValue + valueByValue * first.valueByValue)
  }

  /// The exponential: `e^m [ cosh(r) I + (sinh(r)/r) M_0 ]`, m half the trace, M_0 = M - m I, r^2 = -det M_0.
  var exponential: TransversalMap {
    let half = 0.5 * (keyByKey + valueByValue)
    let lean = 0.5 * (keyByKey - valueByValue)
    let square = lean * lean + keyByValue * valueByKey
    let root = abs(square).squareRoot()
    var (even, odd) = (0.0, 0.0)
    if root < 1e-3 {
      let factor = Elementary.exp(half)
      even = factor * (1 + square / 2 * (1 + square / 12))
      odd = factor * (1 + square / 6 * (1 + square / 20))
    } else if square > 0 {
      let (up, down) = (Elementary.exp(half + root), Elementary.exp(half - root))
      (even, odd) = (0.5 * (up + down), 0.5 * (up - down) / root)
    } else {
      let factor = Elementary.exp(half)
      (even, odd) = (factor * Elementary.cos(root), factor * Elementary.sin(root) / root)
    }
    return TransversalMap(
      keyByKey: even + odd * lean, keyByValue: odd * keyByValue, valueByKey: odd * valueByKey,
      valueByValue: even - odd * lean)
  }
}
