using System.Diagnostics;
using System.Reflection;
using System.Reflection.Emit;
using VectorLoss.Autodiff;
using Xunit;
using static System.Diagnostics.DebuggableAttribute;

namespace VectorLoss.Tests.Autodiff;

/// <summary>Whether custom ops are checked follows from how the program was compiled.</summary>
public class CustomOpsBuildTests
{
    [Theory]
    [InlineData(DebuggingModes.Default | DebuggingModes.DisableOptimizations, true)]
    [InlineData(DebuggingModes.Default, false)]
    [InlineData(DebuggingModes.IgnoreSymbolStoreSequencePoints, false)]
    public void An_assembly_is_unoptimized_by_its_attribute(DebuggingModes modes, bool unoptimized)
    {
        ConstructorInfo attribute = typeof(DebuggableAttribute).GetConstructor([typeof(DebuggingModes)])!;
        Assembly assembly = AssemblyBuilder.DefineDynamicAssembly(
            new("Compiled"), AssemblyBuilderAccess.Run, [new(attribute, [modes])]);
        Assert.Equal(unoptimized, assembly.GetCustomAttribute<DebuggableAttribute>()!.IsJITOptimizerDisabled);
        Assert.Equal(unoptimized, CustomOps.IsUnoptimized(assembly));
    }

    [Fact]
    public void An_assembly_without_the_attribute_is_optimized()
        => Assert.False(CustomOps.IsUnoptimized(
            AssemblyBuilder.DefineDynamicAssembly(new("Plain"), AssemblyBuilderAccess.Run)));
}
