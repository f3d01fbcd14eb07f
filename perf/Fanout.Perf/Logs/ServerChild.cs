using System.Globalization;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Logs;

/// <summary>A process of Fanout.Server as it is run, on loopback.</summary>
internal sealed class ServerChild : IAsyncDisposable
{
    /// <summary>Opens every feed.</summary>
    public const string FeedKey = "perf-feed-key-of-loopback";

    private static readonly TimeSpan StartTimeMax = TimeSpan.FromMinutes(2); // of a node that catches up
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["FANOUT__DEV__FEEDKEY"] = FeedKey,
        // Pings are the same for everybody, and no part of a delivery: none in a window of measurement.
        ["FANOUT__DELIVERY__PINGINTERVAL"] = "00:05:00",
        ["FANOUT__DELIVERY__PINGTIMEOUT"] = "00:20:00",
    };

    private readonly Child _child;
    private readonly DirectoryInfo _folder;
    private readonly HttpClient _http;

    private ServerChild(Child child, DirectoryInfo folder, int port)
    {
        (_child, _folder) = (child, folder);
        _http = new HttpClient { BaseAddress = new Uri(AddressOf(port)) };
    }

    /// <summary>Of its process.</summary>
    public int Id => _child.Id;

    /// <summary>Starts it; returns when it is ready for readers.</summary>
    /// <param name="name">What failures call it.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="redis">
    /// Where the Redis is that keeps the log; null: the embedded one does, in a folder that goes with the process.
    /// </param>
    /// <param name="roles">What it does, where the log is shared; an embedded one has one process for everything.</param>
    /// <param name="processors">Where it runs.</param>
    /// <param name="settings">Beside the usual ones.</param>
    /// <exception cref="HarnessException">It does not become ready.</exception>
    public static async Task<ServerChild> StartAsync(
        string name, int port, string? redis, string roles, string? processors, IReadOnlyDictionary<string, string>? settings = null)
    {
        var server = Begin(name, port, redis, roles, processors, settings);
        try
        {
            await server.UntilReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>As <see cref="StartAsync"/>, and returns at once.</summary>
    public static ServerChild Begin(
        string name, int port, string? redis, string roles, string? processors, IReadOnlyDictionary<string, string>? settings = null)
    {
        var folder = Directory.CreateDirectory(Repository.PathOf("artifacts", "perf", $"log-{port}"));
        string[] log = redis is null ? ["--data", folder.FullName] : ["--redis", redis, "--roles", roles];
        var child = Child.Start(
            name,
            processors,
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Fanout.Server.dll"),
                "--urls", AddressOf(port),
                "--dev",
                .. log,
            ],
            commanded: false,
            settings is null ? Settings : new Dictionary<string, string>(Settings.Concat(settings)));
        return new ServerChild(child, folder, port);
    }

    /// <summary>Returns when readers may be sent to it.</summary>
    /// <exception cref="HarnessException">That takes too long.</exception>
    public Task UntilReadyAsync() => UntilFoundAsync("readyz");

    /// <summary>
    /// Returns when readers of all these matches find them: what another process took comes a moment later.
    /// </summary>
    /// <exception cref="HarnessException">One is not there in time.</exception>
    public async Task KnowsAsync(IEnumerable<string> matches)
    {
        foreach (var match in matches)
            await UntilFoundAsync($"v1/matches/{match}");
    }

    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string AddressOf(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

    private async Task UntilFoundAsync(string path)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < StartTimeMax && !_child.HasEnded)
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(LookEvery, TimeProvider.System, CancellationToken.None);
        }
        throw _child.Failed($"did not find {path} within {StartTimeMax.TotalSeconds} s, or ended");
    }
}
