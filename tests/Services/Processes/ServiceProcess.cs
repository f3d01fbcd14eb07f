using System.Diagnostics;
using System.Text;

namespace Fanout.Services.Processes;

/// <summary>A process that a test started: it ends with the test, or with the test host at the latest.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly bool _hasShiftedClock;
    private readonly StringBuilder _output = new();

    private ServiceProcess(Process process, bool hasShiftedClock)
    {
        (_process, _hasShiftedClock) = (process, hasShiftedClock);
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>How it ended, 128 + n by signal n; only once it has.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>What it printed so far, errors among it.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <param name="start">What to start; where its output goes is decided here.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static async Task<ServiceProcess> StartAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return new ServiceProcess(await LifeLine.StartAsync(start), ShiftedClock.IsGivenTo(start));
    }

    /// <summary>As <c>kill</c>: it may finish what it is doing. Returns when it has ended.</summary>
    public async Task TerminateAsync()
    {
        Send(Signals.Terminate);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>As <c>kill -QUIT</c>: what that means is the program's. Returns when it has ended.</summary>
    public async Task QuitAsync()
    {
        Send(Signals.Quit);
        await _process.WaitForExitAsync(CancellationToken.None); // cleaning up must not be cancelled
    }

    /// <summary>As <c>kill -9</c>: no goodbye, no last write. Returns when it has ended.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None); // cannot take long, and cleaning up must not be cancelled
    }

    /// <summary>Freezes it, as <c>kill -STOP</c>: its sockets stay open and take bytes until they are full.</summary>
    public void Pause() => Send(Signals.Stop);

    public void Resume() => Send(Signals.Continue);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_hasShiftedClock)
            ShiftedClock.CleanUpAfter(_process.Id);
        _process.Dispose();
    }

    private void Send(int signal)
    {
        if (!_process.HasExited)
            Signals.Send(_process.Id, signal);
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }
}
