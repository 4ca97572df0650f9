using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

public class StackLineTests
{
    /// <summary>Wherever the stack of a caller begins.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(48)]
    public void Behind_the_gap_a_callee_keeps_its_registers_in_whole_lines(int depth)
        => Assert.Equal((0, 0), (Behind(depth), BehindPointer(depth)));

    // Without the gap three of the four depths give another place, wherever the test's own stack begins.
    [Fact]
    public void Without_it_the_place_follows_the_stack()
        => Assert.Equal(Vector512.IsHardwareAccelerated ? 4 : Vector256.IsHardwareAccelerated ? 2 : 1,
            new[] { Before(0), Before(16), Before(32), Before(48) }.Distinct().Count());

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Behind(int depth)
    {
        Span<byte> moved = stackalloc byte[depth];
        return InLine();
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int InLine()
    {
        Span<byte> gap = stackalloc byte[StackLine.Gap()];
        return StackLine.Gap();
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int BehindPointer(int depth)
    {
        Span<byte> moved = stackalloc byte[depth];
        return InLineByPointer();
    }

    // The compiler leaves the gap out where only a pointer to it is named, and that only here.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static unsafe int InLineByPointer()
    {
        byte* gap = stackalloc byte[StackLine.Gap()];
        StackLine.Hold(gap);
        return StackLine.Gap();
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Before(int depth)
    {
        Span<byte> moved = stackalloc byte[depth];
        return StackLine.Gap();
    }
}
