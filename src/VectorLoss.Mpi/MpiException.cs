namespace VectorLoss.Mpi;

/// <summary>Processes cannot work together, or can no longer. The message is one line that says why.</summary>
/// <param name="message">The line.</param>
/// <param name="cause">What happened, or null.</param>
public sealed class MpiException(string message, Exception? cause = null) : Exception(message, cause);
