using System.IO.Hashing;
using System.Net;
using System.Security.Cryptography;

namespace Fanout.Ingest.Feeds.Polling;

/// <summary>Asks for a document until there is another one, and not again before that was acknowledged.</summary>
internal sealed class PollSource(FeedContext feed, IHttpClientFactory clients, string resume) : IFeedSource
{
    private const double JitterShare = 0.1; // of the interval, either way: a hundred feeds must not fall into step

    /// <summary>A provider may say to come back tomorrow; one that says next year has made a mistake.</summary>
    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromHours(24);

    private readonly PollOptions _poll = feed.Options.Poll;
    private readonly Uri _url = new(feed.Options.Poll.Url);
    private readonly Random _random = new(RandomNumberGenerator.GetInt32(int.MaxValue));
    private Validators _taken = Validators.Parse(resume);
    private UInt128? _digest; // of the document that was taken last, while this source lives
    private long? _askedAt;

    public async ValueTask<IReadOnlyList<FeedMessage>> ReadAsync(int countMax, CancellationToken stop)
    {
        while (true)
        {
            await WaitAsync(stop).ConfigureAwait(false);
            _askedAt = feed.Time.GetTimestamp();
            if (await AskAsync(stop).ConfigureAwait(false) is { } message) return [message];
            feed.Counts.Heard();
        }
    }

    public ValueTask AcknowledgeAsync(IReadOnlyList<FeedMessage> messages, CancellationToken stop)
    {
        (_taken, _digest) = ((Validators, UInt128))messages[^1].Receipt!;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask WaitAsync(CancellationToken stop)
    {
        if (_askedAt is not { } at) return;
        var interval = _poll.Interval * (1 + (JitterShare * ((2 * _random.NextDouble()) - 1)));
        var wait = interval - feed.Time.GetElapsedTime(at);
        if (wait > TimeSpan.Zero) await Task.Delay(wait, feed.Time, stop).ConfigureAwait(false);
    }

    /// <summary>Null: there is nothing new.</summary>
    private async ValueTask<FeedMessage?> AskAsync(CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(_poll.Timeout, feed.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _url);
            _taken.AddTo(request);
            foreach (var line in _poll.Headers)
            {
                if (PollHeader.TryParse(line, out var header)) request.Headers.TryAddWithoutValidation(header.Name, header.Value);
            }
            using var http = clients.CreateClient(PollTransport.ClientName);
            using var response = await http
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => await TakeAsync(response, either.Token).ConfigureAwait(false),
                HttpStatusCode.NotModified or HttpStatusCode.NoContent => null,
                _ => throw Refused(response),
            };
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw Away($"{Place} did not answer within {_poll.Timeout}");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidDataException)
        {
            throw Away($"{Place}: {failure.Message}", cause: failure);
        }
    }

    private async ValueTask<FeedMessage?> TakeAsync(HttpResponseMessage response, CancellationToken stop)
    {
        var validators = Validators.Of(response);
        var sizeMax = feed.Options.MessageBytesMax;
        var body = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        await using var closing = body.ConfigureAwait(false);
        using var document = new MemoryStream();
        var buffer = new byte[32 * 1024];
        int count;
        while (document.Length <= sizeMax && (count = await ReadAsync(body, buffer, stop).ConfigureAwait(false)) > 0)
            document.Write(buffer, 0, count);
        var isTooLarge = document.Length > sizeMax;
        var content = document.GetBuffer().AsMemory(0, (int)Math.Min(document.Length, sizeMax));
        var digest = XxHash128.HashToUInt128(content.Span);
        if (digest == _digest) return null; // a provider without validators sends the same again and again
        return new FeedMessage(Place, content)
        {
            Resume = validators.ToText(),
            TooLargeSize = isTooLarge ? (int)document.Length : null,
            Receipt = (validators, digest),
        };
    }

    /// <summary>Without user, query and fragment: that is where keys are.</summary>
    private string Place => _url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Reads some of a body. One that is not what its <c>Content-Encoding</c> says is the provider's fault.</summary>
    private async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken stop)
    {
        try
        {
            return await body.ReadAsync(buffer, stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is InvalidDataException or InvalidOperationException) // gzip and deflate, Brotli
        {
            throw Away($"{Place} sent a body that cannot be decompressed: {failure.Message}", cause: failure);
        }
    }

    private FeedAwayException Refused(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - feed.Time.GetUtcNow(),
            _ => TimeSpan.Zero,
        };
        var reason = $"{Place} answered {(int)response.StatusCode}";
        if (asked > _poll.Interval) reason += $" and wants to be asked again in {asked:c}";
        if (asked <= RetryAfterMax) return Away(reason, asked);
        return Away($"{reason}, {RetryAfterMax:c} at most are waited", RetryAfterMax);
    }

    private FeedAwayException Away(string reason, TimeSpan after = default, Exception? cause = null) =>
        new(reason, cause) { WaitMin = after > _poll.Interval ? after : _poll.Interval, IsAsked = after > _poll.Interval };
}
