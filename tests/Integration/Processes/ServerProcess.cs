using System.Diagnostics;
using System.Text;
using Fanout.Services.Processes;

namespace Fanout.Integration.Tests.Processes;

/// <summary>A real server process on a free loopback port with its log in a folder of its own; ends with the test.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    public const string FeedKey = "test-feed-key";
    public const string EditorToken = "test-editor-token";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60); // a busy machine starts slowly

    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly string[] _arguments;
    private readonly StringBuilder _earlierOutput = new();
    private readonly HttpClient _http = new();
    private int? _descriptorsMax;
    private ServiceProcess? _process;

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

    /// <summary>What the process printed so far, over all its runs.</summary>
    public string Output => _earlierOutput + _process?.Output;

    public static Task<ServerProcess> StartAsync(params string[] arguments) =>
        StartAsync(new Dictionary<string, string>(), arguments);

    /// <param name="settings">Environment variables.</param>
    /// <param name="arguments">The command line, but for address and folder.</param>
    public static async Task<ServerProcess> StartAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var server = new ServerProcess(settings, arguments, FreePort.Next());
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts one that the system gives so many file descriptors and no more; on Linux.</summary>
    public static async Task<ServerProcess> StartWithDescriptorsAsync(int descriptorsMax, params string[] arguments)
    {
        var server = new ServerProcess(new Dictionary<string, string>(), arguments, FreePort.Next()) { _descriptorsMax = descriptorsMax };
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts one that may not become ready yet; see <see cref="UntilReadyAsync()"/>.</summary>
    public static async Task<ServerProcess> BeginAsync(params string[] arguments)
    {
        var server = new ServerProcess(new Dictionary<string, string>(), arguments, FreePort.Next());
        await server.BeginAgainAsync();
        return server;
    }

    /// <summary>Starts the process once more, on the same port and the same log; returns when it is ready for readers.</summary>
    /// <param name="settings">Environment variables on top of its own, for this run.</param>
    public async Task StartAgainAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        await BeginAgainAsync(settings);
        await UntilReadyAsync();
    }

    /// <summary>Returns when it is ready for readers.</summary>
    public Task UntilReadyAsync() => UntilReadyAsync(_process!);

    /// <summary>As <c>kill -9</c>: no goodbye, no last write.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>Freezes it, as <c>kill -STOP</c>: what it holds it goes on holding, and says nothing.</summary>
    /// <summary>Tells it to stop; returns how it ended.</summary>
    public async Task<int> TerminateAsync()
    {
        await _process!.TerminateAsync();
        return _process.ExitCode;
    }

    public void Pause() => _process!.Pause();

    public void Resume() => _process!.Resume();

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _http.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    private async Task BeginAgainAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Fanout.Server.dll"), "--urls", Address.ToString().TrimEnd('/'), "--data", Data },
            Environment =
            {
                ["FANOUT__DEV__FEEDKEY"] = FeedKey,
                ["FANOUT__DEV__EDITORTOKEN"] = EditorToken,
            },
        };
        foreach (var (name, value) in _settings.Concat(settings ?? new Dictionary<string, string>()))
            start.Environment[name] = value;
        foreach (var argument in _arguments)
            start.ArgumentList.Add(argument);
        if (_descriptorsMax is { } max)
        {
            start.FileName = "prlimit"; // util-linux, as setpriv is; becomes what it starts
            foreach (var (index, argument) in new[] { $"--nofile={max}:{max}", "dotnet" }.Index())
                start.ArgumentList.Insert(index, argument);
        }
        await EndAsync();
        _process = await ServiceProcess.StartAsync(start);
    }

    private async Task EndAsync()
    {
        if (_process is null)
            return;
        await _process.DisposeAsync();
        _earlierOutput.Append(_process.Output);
        _process = null;
    }

    private async Task UntilReadyAsync(ServiceProcess process)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < StartPatience)
        {
            if (process.HasEnded)
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
