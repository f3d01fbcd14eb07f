using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Fanout.Integration.Tests.Processes;

namespace Fanout.Integration.Tests.Faults;

/// <summary>
/// A feed that never gives up: it pushes the next event of each match again and again, to whichever process takes it, until
/// it is acknowledged.
/// </summary>
/// <remarks>Lanes push side by side; a match belongs to one of them, so its events are sent in order.</remarks>
internal sealed class EventPusher : IAsyncDisposable
{
    private const int LaneCount = 4;

    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(15); // more than Ingest:AnswerTimeout
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);

    private readonly IReadOnlyList<ServerProcess> _ingest;
    private readonly TimeSpan _interval;
    private readonly int[] _sent;
    private readonly int[] _acknowledged;
    private readonly HttpClient _http = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2) })
    {
        Timeout = AnswerPatience,
    };

    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim[] _lanes = [.. Enumerable.Range(0, LaneCount).Select(static _ => new SemaphoreSlim(1, 1))];
    private readonly List<Task> _running = [];
    private int _retryCount;

    /// <param name="ingest">The processes that take events.</param>
    /// <param name="matchCount">How many matches.</param>
    /// <param name="interval">From one event of a match to its next.</param>
    public EventPusher(IReadOnlyList<ServerProcess> ingest, int matchCount, TimeSpan interval)
    {
        (_ingest, _interval) = (ingest, interval);
        (_sent, _acknowledged) = (new int[matchCount], new int[matchCount]);
    }

    /// <summary>By match, the number of the last event that was acknowledged.</summary>
    public IReadOnlyList<int> Acknowledged => [.. _acknowledged.Select(static (_, index) => index)
        .Select(index => Volatile.Read(ref _acknowledged[index]))];

    /// <summary>By match, the number of the last event that was sent, whatever came of it so far.</summary>
    public IReadOnlyList<int> Sent => [.. _sent.Select(static (_, index) => index).Select(index => Volatile.Read(ref _sent[index]))];

    /// <summary>Requests that had to be made again.</summary>
    public int RetryCount => Volatile.Read(ref _retryCount);

    /// <summary>Makes the matches known, then goes on by itself.</summary>
    public async Task StartAsync()
    {
        var at = TimeProvider.System.GetUtcNow();
        await PushAsync(0, [.. Enumerable.Range(0, _sent.Length).Select(match => ScriptedMatches.Beginning(match, at))]);
        for (var lane = 0; lane < LaneCount; lane++)
        {
            var matches = Enumerable.Range(0, _sent.Length).Where(match => match % LaneCount == lane).ToArray();
            var number = lane;
            _running.Add(Task.Run(() => RunAsync(number, matches)));
        }
    }

    /// <summary>Returns when everything that was sent is acknowledged; nothing is sent until what it returns is disposed.</summary>
    public async Task<IDisposable> PauseAsync()
    {
        foreach (var lane in _lanes)
            await lane.WaitAsync(TestContext.Current.CancellationToken);
        return new Pause(_lanes);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        try
        {
            await Task.WhenAll(_running);
        }
        catch (OperationCanceledException)
        {
            // That was the wish.
        }
        _http.Dispose();
        _ended.Dispose();
        foreach (var lane in _lanes)
            lane.Dispose();
    }

    private async Task RunAsync(int lane, int[] matches)
    {
        while (true)
        {
            await _lanes[lane].WaitAsync(_ended.Token);
            try
            {
                var at = TimeProvider.System.GetUtcNow();
                await PushAsync(lane, [.. matches.Select(match => ScriptedMatches.Goal(match, ++_sent[match], at))]);
                foreach (var match in matches)
                    Volatile.Write(ref _acknowledged[match], _sent[match]);
            }
            finally
            {
                _lanes[lane].Release();
            }
            await Task.Delay(_interval, TimeProvider.System, _ended.Token);
        }
    }

    /// <summary>Returns when every line is acknowledged.</summary>
    private async Task PushAsync(int lane, string[] lines)
    {
        for (var attempt = lane; !await TryPushAsync(_ingest[attempt % _ingest.Count], lines); attempt++)
        {
            Interlocked.Increment(ref _retryCount);
            await Task.Delay(RetryInterval, TimeProvider.System, _ended.Token);
        }
    }

    /// <returns>False where it is to be sent again, because nobody knows whether it was taken.</returns>
    private async Task<bool> TryPushAsync(ServerProcess server, string[] lines)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "v1/feeds/test/events"))
        {
            Content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.FeedKey) },
        };
        try
        {
            using var answer = await _http.SendAsync(request, _ended.Token);
            var body = await answer.Content.ReadAsStringAsync(_ended.Token);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                return false;
            Assert.True(answer.StatusCode == HttpStatusCode.OK && Taken(body) == lines.Length, $"{answer.StatusCode}: {body}");
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !_ended.IsCancellationRequested))
        {
            return false; // it is down, or was killed before it answered
        }
    }

    private static int Taken(string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("accepted").GetInt32() + document.RootElement.GetProperty("duplicate").GetInt32();
    }

    private sealed class Pause(SemaphoreSlim[] lanes) : IDisposable
    {
        public void Dispose()
        {
            foreach (var lane in lanes)
                lane.Release();
        }
    }
}
