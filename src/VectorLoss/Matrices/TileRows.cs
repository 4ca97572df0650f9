using System.Runtime.InteropServices;

namespace VectorLoss.Matrices;

/// <summary>The rows of a tile: as many as the struct has bytes.</summary>
/// <remarks>
/// The JIT knows <c>sizeof</c> when it reads a condition, and leaves out what is not for this size. It would know a
/// property only after it had read both branches: the first steps of a training run then came 0.1 s later.
/// </remarks>
internal interface ITileRows;

[StructLayout(LayoutKind.Sequential, Size = 1)]
internal readonly struct Rows1 : ITileRows;

[StructLayout(LayoutKind.Sequential, Size = 2)]
internal readonly struct Rows2 : ITileRows;

[StructLayout(LayoutKind.Sequential, Size = 3)]
internal readonly struct Rows3 : ITileRows;

[StructLayout(LayoutKind.Sequential, Size = 4)]
internal readonly struct Rows4 : ITileRows;

[StructLayout(LayoutKind.Sequential, Size = 5)]
internal readonly struct Rows5 : ITileRows;

[StructLayout(LayoutKind.Sequential, Size = 6)]
internal readonly struct Rows6 : ITileRows;

[StructLayout(LayoutKind.Sequential, Size = 7)]
internal readonly struct Rows7 : ITileRows;

[StructLayout(LayoutKind.Sequential, Size = 8)]
internal readonly struct Rows8 : ITileRows;

[StructLayout(LayoutKind.Sequential, Size = 9)]
internal readonly struct Rows9 : ITileRows;

[StructLayout(LayoutKind.Sequential, Size = 10)]
internal readonly struct Rows10 : ITileRows;

[StructLayout(LayoutKind.Sequential, Size = 11)]
internal readonly struct Rows11 : ITileRows;

[StructLayout(LayoutKind.Sequential, Size = 12)]
internal readonly struct Rows12 : ITileRows;

[StructLayout(LayoutKind.Sequential, Size = 13)]
internal readonly struct Rows13 : ITileRows;

[StructLayout(LayoutKind.Sequential, Size = 14)]
internal readonly struct Rows14 : ITileRows;
