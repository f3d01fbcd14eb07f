using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Fanout.Build;

/// <summary>
/// While it lives, a request to end (Ctrl+C, SIGTERM) is the child's to answer: it is passed on, and we end when the
/// child has ended. The second request kills it. Without this, a supervisor that signals only us would leave the
/// server running.
/// </summary>
internal sealed partial class SignalForwarding : IDisposable
{
    private const int Terminate = 15;    // SIGTERM, the same number on every Unix

    private readonly Process _child;
    private readonly PosixSignalRegistration[] _registrations;
    private int _requestCount;

    public SignalForwarding(Process child)
    {
        _child = child;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Forward),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Forward),
        ];
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Forward(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_child.HasExited)
        {
            return;
        }

        if (Interlocked.Increment(ref _requestCount) > 1)
        {
            _child.Kill(entireProcessTree: true);
        }
        else if (!OperatingSystem.IsWindows())
        {
            // A terminal has told the child too: a server that is told twice to stop still stops once.
            // A Windows console tells all its processes, and there is nothing else to tell them with.
            _ = Kill(_child.Id, Terminate);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
