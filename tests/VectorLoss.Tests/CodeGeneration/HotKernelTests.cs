using System.Text.RegularExpressions;
using VectorLoss.Lanes;
using Xunit;
using Fma = System.Runtime.Intrinsics.X86.Fma;

namespace VectorLoss.Tests.CodeGeneration;

/// <summary>
/// The inner loops of the hot kernels are what they were tuned to be: fused multiply-adds in the widest registers, no
/// call, nothing on the stack. The compiler inlines only so much into one method, so a small change of a formula can
/// put calls into its loop: the results stay right and the speed falls to a tenth.
/// </summary>
public class HotKernelTests
{
    private const int Shown = 8;

    public static TheoryData<string> Names => [.. HotKernel.All.Select(kernel => kernel.Name)];

    /// <summary>What the child process runs, with the listing switched on.</summary>
    [Fact]
    public void Every_hot_kernel_runs() => ReleaseBuild.Run(typeof(HotKernel), nameof(HotKernel.RunAll));

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_inner_loops_stay_in_registers(string name)
    {
        if (!Fma.IsSupported)
            Assert.Skip("This machine, or a switch of this run, leaves no fused multiply-add of x64 registers.");
        HotKernel kernel = HotKernel.All.Single(one => one.Name == name);
        string register = Widest.Bits == 512 ? "zmm" : "ymm";
        var loops = (from code in Listing.OfKernels
                     where Pattern(kernel).IsMatch(code.Name)
                     from body in code.InnerLoops(register)
                     select (Code: code, Body: body)).ToList();
        Assert.True(loops.Count > 0,
            $"'{name}': nothing compiled matches {kernel.Code} and loops over {register}. Was it renamed? There are:\n"
            + string.Join('\n', Listing.OfKernels.Select(code => code.Name.Split(':')[0]).Distinct()));
        Assert.True(!kernel.MultipliesAndAdds
            || loops.Any(loop => loop.Body.Any(line => MachineCode.MultipliesAndAdds(line, register))),
            $"'{name}': no loop multiplies and adds in {register}.");
        bool spills = kernel.Spills is not null || (kernel.SpillsAmongSixteen is not null && Widest.Bits < 512);
        string[] wrong = [.. loops.SelectMany(loop => Wrong(loop.Code, loop.Body, spills))];
        Assert.True(wrong.Length == 0, $"'{name}':\n{string.Join('\n', wrong)}");
    }

    private static IEnumerable<string> Wrong(MachineCode code, string[] body, bool spills)
    {
        string[] lines = [.. body.Where(line => MachineCode.Calls(line) || (!spills && code.TouchesStack(line)))];
        // Calls first: where there is one, what lies on the stack lies there because of it.
        return lines.Length == 0 ? []
            : [$"{code.Name}: {lines.Length} of {body.Length} instructions, among them",
                .. lines.OrderByDescending(MachineCode.Calls).Take(Shown).Select(line => $"    {line}")];
    }

    private static Regex Pattern(HotKernel kernel)
    {
        string lanes = Widest.Bits == 512 ? "Lanes(512|1024)" : "LanesN";
        string pattern = Regex.Escape(kernel.Code).Replace(@"\*", ".*", StringComparison.Ordinal);
        return new($"^{pattern.Replace(@"\{V}", $@"VectorLoss\.Lanes\.{lanes}`1\[\w+\]", StringComparison.Ordinal)}");
    }
}
