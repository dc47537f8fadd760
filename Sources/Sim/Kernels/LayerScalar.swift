import Theory

/// A floating point type that the attention layer can be computed in: Float to train, Double to check.
///
/// The layer is written once over this protocol; the operations on lanes below are written for each type, so
/// that they are single vector instructions. Lanes are added in a fixed order: equal bits on every machine.
protocol LayerScalar: NetworkScalar {
  /// The number of lanes.
  static var laneCount: Int { get }
  static func load(_ pointer: UnsafePointer<Self>) -> Lanes
  static func store(_ lanes: Lanes, _ pointer: UnsafeMutablePointer<Self>)
  static func lanes(_ value: Self) -> Lanes
  static func sum(_ a: Lanes, _ b: Lanes) -> Lanes
  static func product(_ a: Lanes, _ b: Lanes) -> Lanes
  /// c + a b with one rounding.
  static func fused(_ c: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes
  static func quotient(_ a: Lanes, _ b: Lanes) -> Lanes
  static func larger(_ a: Lanes, _ b: Lanes) -> Lanes
  /// The sum of the lanes, halves added to halves.
  static func total(_ a: Lanes) -> Self
  /// The largest lane.
  static func largest(_ a: Lanes) -> Self
  /// The exponential of arguments <= 0; far below 0 it stays at a tiny positive number.
  static func exponential(_ a: Lanes) -> Lanes
  /// Standard normal numbers; every type gets the same ones, drawn in single precision.
  static func fillNormals(_ stream: inout RandomStream, _ pointer: UnsafeMutablePointer<Self>, count: Int)
  /// A Gram pivot below this part of its diagonal counts as rank-deficient.
  static var rankTolerance: Self { get }
}

extension Float: LayerScalar {
  @inline(__always) static var laneCount: Int { 16 }
  static var rankTolerance: Float { 1e-6 }

  @inline(__always) static func load(_ pointer: UnsafePointer<Float>) -> Lanes {
    UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
  }
  @inline(__always) static func store(_ lanes: Lanes, _ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Lanes.self)
  }
  @inline(__always) static func lanes(_ value: Float) -> Lanes { Lanes(repeating: value) }
  @inline(__always) static func sum(_ a: Lanes, _ b: Lanes) -> Lanes { a + b }
  @inline(__always) static func product(_ a: Lanes, _ b: Lanes) -> Lanes { a * b }
  @inline(__always) static func fused(_ c: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes {
    c.addingProduct(a, b)
  }
  @inline(__always) static func quotient(_ a: Lanes, _ b: Lanes) -> Lanes { a / b }
  @inline(__always) static func larger(_ a: Lanes, _ b: Lanes) -> Lanes {
    a.replacing(with: b, where: b .> a)
  }

  @inline(__always) static func total(_ a: Lanes) -> Float {
    let eight = a.lowHalf + a.highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
  @inline(__always) static func largest(_ a: Lanes) -> Float {
    let eight = a.lowHalf.replacing(with: a.highHalf, where: a.highHalf .> a.lowHalf)
    let four = eight.lowHalf.replacing(with: eight.highHalf, where: eight.highHalf .> eight.lowHalf)
    let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
    return two.y > two.x ? two.y : two.x
  }
  @inline(__always) static func exponential(_ a: Lanes) -> Lanes { VectorElementary.exp(a) }

  static func fillNormals(_ stream: inout RandomStream, _ pointer: UnsafeMutablePointer<Float>, count: Int) {
    stream.fillNormals(UnsafeMutableBufferPointer(start: pointer, count: count))
  }
}

extension Double: LayerScalar {
  @inline(__always) static var laneCount: Int { 8 }
  static var rankTolerance: Double { 1e-12 }

  @inline(__always) static func load(_ pointer: UnsafePointer<Double>) -> Lanes {
    UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
  }
  @inline(__always) static func store(_ lanes: Lanes, _ pointer: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: Lanes.self)
  }
  @inline(__always) static func lanes(_ value: Double) -> Lanes { Lanes(repeating: value) }
  @inline(__always) static func sum(_ a: Lanes, _ b: Lanes) -> Lanes { a + b }
  @inline(__always) static func product(_ a: Lanes, _ b: Lanes) -> Lanes { a * b }
  @inline(__always) static func fused(_ c: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes {
    c.addingProduct(a, b)
  }
  @inline(__always) static func quotient(_ a: Lanes, _ b: Lanes) -> Lanes { a / b }
  @inline(__always) static func larger(_ a: Lanes, _ b: Lanes) -> Lanes {
    a.replacing(with: b, where: b .> a)
  }

  @inline(__always) static func total(_ a: Lanes) -> Double {
    let four = a.lowHalf + a.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
  @inline(__always) static func largest(_ a: Lanes) -> Double {
    let four = a.lowHalf.replacing(with: a.highHalf, where: a.highHalf .> a.lowHalf)
    let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
    return two.y > two.x ? two.y : two.x
  }
  static func exponential(_ a: Lanes) -> Lanes {
    var result = a
    for lane in 0..<8 { result[lane] = Elementary.exp(a[lane] < -700 ? -700 : a[lane]) }
    return result
  }

  static func fillNormals(_ stream: inout RandomStream, _ pointer: UnsafeMutablePointer<Double>, count: Int) {
    // Whole groups at a time, so that the numbers are those of one single precision fill.
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 256) { part in
      var done = 0
      while done < count {
        let size = min(256, count - done)
        stream.fillNormals(UnsafeMutableBufferPointer(rebasing: part[..<size]))
        for index in 0..<size { pointer[done + index] = Double(part[index]) }
        done += size
      }
    }
  }
}
