using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Forwarding;

/// <summary>Sends requests to the other processes that share the log. Safe for concurrent use.</summary>
/// <remarks>
/// HTTP on the port that is there already, rather than a protocol and a port of its own: requests are few and carry
/// whole batches. The key goes to whatever address a lease names; who can write leases can write the log.
/// </remarks>
internal sealed class Peers : IDisposable
{
    private const int AnswerBytesMax = 8 << 20; // 10,000 lines, each quarantined with a detail of 800 bytes

    /// <summary>On a network of one site; longer is a machine that is gone, and its lease will be.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5); // then the name is looked up again

    private readonly HttpClient _http;
    private readonly ForwardingOptions _options;
    private readonly ForwardingMetrics _metrics;
    private readonly ILogger _logger;

    public Peers(IOptions<ForwardingOptions> options, ForwardingMetrics metrics, ILogger<Peers> logger)
    {
        _options = options.Value;
        _metrics = metrics;
        _logger = logger;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // the key is for the holder alone
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLife,
        };
        _http = new HttpClient(handler)
        {
            Timeout = Timeout.InfiniteTimeSpan, // those who wait say how long
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
        if (!CanForward) ForwardingLog.NoKey(logger);
    }

    /// <summary>Whether there is a key to show; without one nobody is asked anything.</summary>
    public bool CanForward => _options.Key.Length > 0;

    /// <summary>Where the others reach this process; empty where they cannot.</summary>
    public string OwnAddress => CanForward ? _options.Url.TrimEnd('/') : "";

    /// <param name="address">From the holder's lease.</param>
    /// <param name="path">What to ask.</param>
    /// <param name="request">The request.</param>
    /// <param name="answers">Reads the answer.</param>
    /// <param name="cancellationToken">Gives up waiting; nobody knows then whether it was done.</param>
    public async ValueTask<PeerReply<T>> SendAsync<T>(
        string address, string path, IMessage request, MessageParser<T> answers, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        var startedAt = _metrics.Timestamp();
        var reply = await TrySendAsync(address, path, request, answers, cancellationToken).ConfigureAwait(false);
        _metrics.Sent(reply.Outcome, startedAt);
        cancellationToken.ThrowIfCancellationRequested();
        if (reply.Outcome == PeerOutcome.Refused) ForwardingLog.KeyNotKnown(_logger, address);
        return reply;
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<PeerReply<T>> TrySendAsync<T>(
        string address, string path, IMessage request, MessageParser<T> answers, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(address), path))
            {
                Content = new ByteArrayContent(request.ToByteArray()),
            };
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(ForwardingEndpoint.ContentType);
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.Key);
            using var response = await _http.SendAsync(message, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK) return new PeerReply<T>(OutcomeOf(response.StatusCode), null);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return new PeerReply<T>(PeerOutcome.Answered, answers.ParseFrom(body));
        }
        catch (Exception cause) when (cause
            is HttpRequestException or OperationCanceledException or InvalidProtocolBufferException or UriFormatException)
        {
            ForwardingLog.NotReached(_logger, address, cause.Message);
            return new PeerReply<T>(PeerOutcome.Failed, null);
        }
    }

    private static PeerOutcome OutcomeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.MisdirectedRequest => PeerOutcome.NotHolder,
        HttpStatusCode.ServiceUnavailable => PeerOutcome.Unanswered,
        HttpStatusCode.Unauthorized => PeerOutcome.Refused,
        _ => PeerOutcome.Failed,
    };
}
