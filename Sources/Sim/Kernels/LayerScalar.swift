import Theory

/// A floating point type that the attention layer can be computed in: Float to train, Double to check.
///
/// The layer is written once over this protocol; the operations on lanes below are written for each type, so
/// that they are single vector instructions. LayerLanes are added in a fixed order: equal bits on every machine.
protocol LayerScalar: BinaryFloatingPoint, Sendable {
  associatedtype LayerLanes
  /// The number of lanes.
  static var laneCount: Int { get }
  static func load(_ pointer: UnsafePointer<Self>) -> LayerLanes
  static func store(_ lanes: LayerLanes, _ pointer: UnsafeMutablePointer<Self>)
  static func lanes(_ value: Self) -> LayerLanes
  static func sum(_ a: LayerLanes, _ b: LayerLanes) -> LayerLanes
  static func product(_ a: LayerLanes, _ b: LayerLanes) -> LayerLanes
  /// c + a b with one rounding.
  static func fused(_ c: LayerLanes, _ a: LayerLanes, _ b: LayerLanes) -> LayerLanes
  static func larger(_ a: LayerLanes, _ b: LayerLanes) -> LayerLanes
  /// The sum of the lanes, halves added to halves.
  static func total(_ a: LayerLanes) -> Self
  /// The largest lane.
  static func largest(_ a: LayerLanes) -> Self
  /// The exponential of arguments <= 0; far below 0 it stays at a tiny positive number.
  static func exponential(_ a: LayerLanes) -> LayerLanes
  /// Standard normal numbers; every type gets the same ones, drawn in single precision.
  static func fillNormals(_ stream: inout RandomStream, _ pointer: UnsafeMutablePointer<Self>, count: Int)
  /// A Gram pivot below this part of its diagonal counts as rank-deficient.
  static var rankTolerance: Self { get }
}

extension Float: LayerScalar {
  typealias LayerLanes = SIMD16<Float>
  @inline(__always) static var laneCount: Int { 16 }
  static var rankTolerance: Float { 1e-6 }

  @inline(__always) static func load(_ pointer: UnsafePointer<Float>) -> LayerLanes {
    UnsafeRawPointer(pointer).loadUnaligned(as: LayerLanes.self)
  }
  @inline(__always) static func store(_ lanes: LayerLanes, _ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: LayerLanes.self)
  }
  @inline(__always) static func lanes(_ value: Float) -> LayerLanes { LayerLanes(repeating: value) }
  @inline(__always) static func sum(_ a: LayerLanes, _ b: LayerLanes) -> LayerLanes { a + b }
  @inline(__always) static func product(_ a: LayerLanes, _ b: LayerLanes) -> LayerLanes { a * b }
  @inline(__always) static func fused(_ c: LayerLanes, _ a: LayerLanes, _ b: LayerLanes) -> LayerLanes {
    c.addingProduct(a, b)
  }
  @inline(__always) static func larger(_ a: LayerLanes, _ b: LayerLanes) -> LayerLanes {
    a.replacing(with: b, where: b .> a)
  }

  @inline(__always) static func total(_ a: LayerLanes) -> Float {
    let eight = a.lowHalf + a.highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
  @inline(__always) static func largest(_ a: LayerLanes) -> Float {
    let eight = a.lowHalf.replacing(with: a.highHalf, where: a.highHalf .> a.lowHalf)
    let four = eight.lowHalf.replacing(with: eight.highHalf, where: eight.highHalf .> eight.lowHalf)
    let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
    return two.y > two.x ? two.y : two.x
  }
  @inline(__always) static func exponential(_ a: LayerLanes) -> LayerLanes { VectorElementary.exp(a) }

  static func fillNormals(_ stream: inout RandomStream, _ pointer: UnsafeMutablePointer<Float>, count: Int) {
    stream.fillNormals(UnsafeMutableBufferPointer(start: pointer, count: count))
  }
}

extension Double: LayerScalar {
  typealias LayerLanes = SIMD8<Double>
  @inline(__always) static var laneCount: Int { 8 }
  static var rankTolerance: Double { 1e-12 }

  @inline(__always) static func load(_ pointer: UnsafePointer<Double>) -> LayerLanes {
    UnsafeRawPointer(pointer).loadUnaligned(as: LayerLanes.self)
  }
  @inline(__always) static func store(_ lanes: LayerLanes, _ pointer: UnsafeMutablePointer<Double>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: lanes, as: LayerLanes.self)
  }
  @inline(__always) static func lanes(_ value: Double) -> LayerLanes { LayerLanes(repeating: value) }
  @inline(__always) static func sum(_ a: LayerLanes, _ b: LayerLanes) -> LayerLanes { a + b }
  @inline(__always) static func product(_ a: LayerLanes, _ b: LayerLanes) -> LayerLanes { a * b }
  @inline(__always) static func fused(_ c: LayerLanes, _ a: LayerLanes, _ b: LayerLanes) -> LayerLanes {
    c.addingProduct(a, b)
  }
  @inline(__always) static func larger(_ a: LayerLanes, _ b: LayerLanes) -> LayerLanes {
    a.replacing(with: b, where: b .> a)
  }

  @inline(__always) static func total(_ a: LayerLanes) -> Double {
    let four = a.lowHalf + a.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
  @inline(__always) static func largest(_ a: LayerLanes) -> Double {
    let four = a.lowHalf.replacing(with: a.highHalf, where: a.highHalf .> a.lowHalf)
    let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
    return two.y > two.x ? two.y : two.x
  }
  static func exponential(_ a: LayerLanes) -> LayerLanes {
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
