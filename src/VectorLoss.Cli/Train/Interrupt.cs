using System.Runtime.InteropServices;

namespace VectorLoss.Cli;

/// <summary>
/// Turns the first Ctrl-C or termination signal into a request to stop cleanly; a second one kills as usual.
/// </summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly PosixSignalRegistration[] signals;

    public Interrupt(Terminal terminal)
    {
        source = terminal.Interruption is { } given ? CancellationTokenSource.CreateLinkedTokenSource(given) : new();
        signals = terminal.Interruption is null
            ? [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop),
                PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)]
            : [];
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in signals)
            signal.Dispose();
        source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = !source.IsCancellationRequested;
        source.Cancel();
    }
}
