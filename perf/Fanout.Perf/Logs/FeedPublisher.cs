using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Fanout.Perf.Driving;
using Fanout.Perf.Harness;

namespace Fanout.Perf.Logs;

/// <summary>
/// Pushes canonical events over HTTP (docs/push.md). Each connection has its share of the matches, so that their order
/// stays; it sends what is due by now as one request, and the next when that was answered.
/// </summary>
internal sealed class FeedPublisher : IEventSource, IDisposable
{
    private const int ConnectionCount = 16;
    private const int OpeningLinesMax = 100;

    private readonly HttpClient _http = new();
    private readonly Uri _address;
    private readonly FeedTraffic _traffic;
    private readonly int _linesMax;
    private readonly AnswerTimes _answers = new();
    private readonly Channel<(long DueUs, string Line)>[] _queues;
    private long _next;
    private long _events;
    private long _hot; // of the matches that the skew is about
    private long _requests;

    /// <param name="port">Of the server on loopback.</param>
    /// <param name="traffic">What to send.</param>
    /// <param name="linesMax">Events of one request at most.</param>
    public FeedPublisher(int port, FeedTraffic traffic, int linesMax)
    {
        _address = new Uri($"http://127.0.0.1:{port}/v1/feeds/perf/events");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerChild.FeedKey);
        (_traffic, _linesMax) = (traffic, linesMax);
        _queues =
        [
            .. Enumerable.Range(0, ConnectionCount).Select(static _ => Channel.CreateUnbounded<(long, string)>()),
        ];
    }

    /// <summary>Makes all matches known; from then on events are sent.</summary>
    /// <exception cref="HarnessException">A match was not taken.</exception>
    public async Task OpenAsync()
    {
        foreach (var some in Enumerable.Range(0, _traffic.MatchCount).Chunk(OpeningLinesMax))
        {
            var taken = await PushAsync(some.Select(match => _traffic.Opening(match, UnixClock.NowUs)));
            if (taken != some.Length)
                throw new HarnessException($"{taken} of {some.Length} matches were taken by {_address}");
        }
        foreach (var queue in _queues)
            _ = Task.Run(() => WorkAsync(queue.Reader));
    }

    public void Publish(long dueUs)
    {
        var index = _next++;
        var match = _traffic.MatchOf(index);
        _events++;
        _hot += match < _traffic.HotCount ? 1 : 0;
        _answers.Sent(dueUs);
        _queues[match % ConnectionCount].Writer.TryWrite((dueUs, _traffic.Event(index, dueUs)));
    }

    public void Flush()
    {
        // Whoever has a connection sends when it is free.
    }

    public void Begin()
    {
        (_events, _hot, _requests) = (0, 0, 0);
        _answers.Begin();
    }

    public IEnumerable<KeyValuePair<string, double>> Counted()
    {
        _answers.Settle();
        return _answers.Counted().Concat(
            [new("events", _events), new("hot", _hot), new("requests", Volatile.Read(ref _requests))]);
    }

    public void Dispose() => _http.Dispose();

    private async Task WorkAsync(ChannelReader<(long DueUs, string Line)> queue)
    {
        var batch = new List<(long DueUs, string Line)>();
        while (await queue.WaitToReadAsync())
        {
            while (batch.Count < _linesMax && queue.TryRead(out var one))
                batch.Add(one);
            var taken = await PushAsync(batch.Select(static one => one.Line));
            var nowUs = UnixClock.NowUs;
            for (var index = 0; index < batch.Count; index++)
                _answers.Answered(batch[index].DueUs, nowUs, index < taken);
            batch.Clear();
        }
    }

    /// <summary>Sends lines as one request; how many were taken.</summary>
    private async Task<int> PushAsync(IEnumerable<string> lines)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        Interlocked.Increment(ref _requests);
        using var answer = await _http.PostAsync(_address, content);
        var body = await answer.Content.ReadAsByteArrayAsync();
        if (answer.StatusCode != HttpStatusCode.OK)
            return 0;
        using var json = JsonDocument.Parse(body);
        return json.RootElement.TryGetProperty("accepted", out var accepted) ? accepted.GetInt32() : 0;
    }
}
