using System.Runtime.InteropServices;

namespace VectorLoss.Matrices;

/// <summary>
/// The columns of a tile: as many registers as the struct has bytes, for the reason that <see cref="ITileRows"/> gives.
/// </summary>
internal interface ITileColumns;

/// <summary>One whole register.</summary>
[StructLayout(LayoutKind.Sequential, Size = 1)]
internal readonly struct OneRegister : ITileColumns;

/// <summary>One register of which only the first lanes are stored, because the tile has fewer columns.</summary>
[StructLayout(LayoutKind.Sequential, Size = 1)]
internal readonly struct MaskedRegister : ITileColumns;

/// <summary>Two registers, which may overlap.</summary>
[StructLayout(LayoutKind.Sequential, Size = 2)]
internal readonly struct TwoRegisters : ITileColumns;

/// <summary>Two registers and a third one that may be half as wide; the third may overlap the second.</summary>
[StructLayout(LayoutKind.Sequential, Size = 3)]
internal readonly struct TwoAndHalf : ITileColumns;
