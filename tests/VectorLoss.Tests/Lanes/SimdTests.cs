using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>What the engine says of the instructions in use and of those that the processor has.</summary>
public class SimdTests
{
    private const string Slow = "8 to 90 times", V3 = "x86-64-v3", Native = ">native<", Setting = "DOTNET_Enable";

    [Fact]
    public void There_is_advice_where_a_switch_hides_what_the_processor_has()
    {
        int expected = int.Parse(Environment.GetEnvironmentVariable("VECTORLOSS_EXPECT_BITS") ?? $"{Simd.Bits}");
        Assert.Equal(expected, Simd.Bits);
        if (Simd.Bits >= Processor.Bits)
        {
            Assert.Null(Simd.Advice);
            return;
        }
        Assert.SkipWhen(Simd.Offered.Contains("AVX-512VL"), "The runtime prefers narrower registers by itself.");
        Assert.StartsWith($"Registers of {Simd.Bits} bits in use, {Processor.Bits} in the processor.", Simd.Advice);
        Assert.Contains(Setting, Simd.Advice);
    }

    /// <summary>The kernel lists what processor and operating system have together.</summary>
    [Fact]
    public void The_width_of_the_processor_is_what_the_kernel_lists()
    {
        string list = File.Exists("/proc/cpuinfo") ? File.ReadAllText("/proc/cpuinfo") : "";
        string? flags = list.Split('\n').FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal));
        Assert.SkipWhen(flags is null, "No list of x86 flags here.");
        HashSet<string> has = [.. flags.Split(' ')];
        int expected = has.IsSupersetOf(["avx512f", "avx512vl", "avx512bw", "avx512dq", "avx512cd"]) ? 512
            : has.IsSupersetOf(["avx2", "fma"]) ? 256 : 128;
        // Without hardware intrinsics CPUID cannot be asked: SSE2 is all that is known of the architecture.
        Assert.Equal(Simd.Offered.Count == 0 ? 128 : expected, Processor.Bits);
    }

    [Theory]
    [InlineData(512, 512, true, true)]
    [InlineData(256, 256, false, false)]
    [InlineData(128, 128, false, false)]
    [InlineData(128, 0, false, false)]
    [InlineData(256, 512, true, true)]
    public void Nothing_unused_gives_no_advice(int used, int present, bool isJit, bool isOffered512)
        => Assert.Null(Simd.AdviceFor(used, present, isJit, isOffered512));

    [Theory]
    [InlineData(128, 512, false, new[] { Slow, V3 }, new[] { Setting })]
    [InlineData(128, 256, false, new[] { Slow, V3 }, new[] { Setting })]
    [InlineData(256, 512, false, new[] { Native }, new[] { Slow, V3, Setting })]
    [InlineData(256, 512, true, new[] { Setting }, new[] { Slow, V3, Native })]
    [InlineData(0, 256, true, new[] { Slow, Setting }, new[] { V3, Native })]
    [InlineData(0, 128, true, new[] { Setting }, new[] { Slow, V3, Native })]
    public void Advice_tells_cause_and_change(int used, int present, bool isJit, string[] words, string[] others)
    {
        string advice = Simd.AdviceFor(used, present, isJit, isOffered512: false)!;
        Assert.All(words, word => Assert.Contains(word, advice));
        Assert.All(others, word => Assert.DoesNotContain(word, advice));
    }
}
