using Xunit;

namespace VectorLoss.Tests;

/// <summary>The tests that must be alone in the process, because they count the allocations of all threads.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
