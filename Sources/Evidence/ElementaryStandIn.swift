import Glibc
enum Elementary {
  static func log(_ x: Double) -> Double { Glibc.log(x) }
  static func exp(_ x: Double) -> Double { Glibc.exp(x) }
  static func log1p(_ x: Double) -> Double { Glibc.log1p(x) }
}
