using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fanout.Integration.Tests.Processes;

/// <summary>A real server process on a free loopback port with its log in a folder of its own; ends with the test.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    public const string FeedKey = "test-feed-key";
    public const string EditorToken = "test-editor-token";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60); // a busy machine starts slowly

    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly string[] _arguments;
    private readonly StringBuilder _output = new();
    private readonly HttpClient _http = new();
    private Process? _process;

    private ServerProcess(IReadOnlyDictionary<string, string> settings, string[] arguments, int port)
    {
        _settings = settings;
        _arguments = arguments;
        Data = Directory.CreateTempSubdirectory("fanout-test-").FullName;
        Address = new Uri($"http://127.0.0.1:{port}/");
    }

    public Uri Address { get; }

    /// <summary>Folder of the event log; lives through restarts.</summary>
    public string Data { get; }

    public int ProcessId => _process!.Id;

    /// <summary>What the process printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static Task<ServerProcess> StartAsync(params string[] arguments) =>
        StartAsync(new Dictionary<string, string>(), arguments);

    /// <param name="settings">Environment variables.</param>
    /// <param name="arguments">The command line, but for address and folder.</param>
    public static async Task<ServerProcess> StartAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var server = new ServerProcess(settings, arguments, FreePort());
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts the process once more, on the same port and the same log; returns when it is ready for readers.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Fanout.Server.dll"), "--urls", Address.ToString().TrimEnd('/'), "--data", Data },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["FANOUT__DEV__FEEDKEY"] = FeedKey,
                ["FANOUT__DEV__EDITORTOKEN"] = EditorToken,
            },
        };
        foreach (var (name, value) in _settings)
            start.Environment[name] = value;
        foreach (var argument in _arguments)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await UntilReadyAsync(_process);
    }

    /// <summary>As <c>kill -9</c>: no goodbye, no last write.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await KillAsync();
        _process?.Dispose();
        _http.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.AppendLine(line.Data);
    }

    private async Task UntilReadyAsync(Process process)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < StartPatience)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"the server ended with {process.ExitCode}:\n{Output}");
            try
            {
                using var answer = await _http.GetAsync(new Uri(Address, "readyz"), cancellation);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        }
        throw new InvalidOperationException($"the server was not ready within {StartPatience}:\n{Output}");
    }
}
