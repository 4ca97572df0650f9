using System.Reflection;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Lanes;

/// <summary>The rule of <see cref="Compiled.AtOnce"/> holds for every kernel, also for the next one.</summary>
public class CompiledAtOnceTests
{
    [Fact]
    public void Every_kernel_is_compiled_at_once()
    {
        var late = typeof(Compiled).Assembly.GetTypes()
            .Where(type => !type.IsInterface
            && type.GetInterfaces().Any(one => one.IsGenericType
            && one.GetGenericTypeDefinition() == typeof(IKernel<,>)))
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
            .Where(method => method.Name == "Run" && method.IsGenericMethodDefinition
            && !method.MethodImplementationFlags.HasFlag(MethodImplAttributes.AggressiveOptimization))
            .Select(run => run.DeclaringType!.Name);
        Assert.Empty(late);
    }
}
