using System.Buffers;
using System.Text;
using Fanout.Protocol.WebSockets;
using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;
using HttpMethod = Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpMethod;

namespace Fanout.Fuzz.Checking;

/// <summary>
/// The head of a request as the web server reads it: what opens the stream must be the same to both, or whoever stands between
/// them and the client could be told two things at once.
/// </summary>
internal sealed class KestrelHead : IHttpRequestLineHandler, IHttpHeadersHandler
{
    private static readonly HttpParser<KestrelHead> Parser = new(showErrorDetails: false);

    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);
    private string _target = "";
    private HttpVersionAndMethod _start;

    /// <exception cref="BrokenLawException">They differ.</exception>
    public static void Agrees(ReadOnlySpan<byte> head, HandshakeRequest ours)
    {
        var theirs = new KestrelHead();
        var reader = new SequenceReader<byte>(new ReadOnlySequence<byte>(head.ToArray()));
        Law.Holds(Parser.ParseRequestLine(theirs, ref reader));
        Law.Holds(Parser.ParseHeaders(theirs, ref reader));
        Law.Same(head.Length, (int)reader.Consumed);
        Law.Same(HttpMethod.Get, theirs._start.Method);
        Law.Same(HttpVersion.Http11, theirs._start.Version);
        Law.Holds(theirs._target == "/v1/stream" || theirs._target.StartsWith("/v1/stream?", StringComparison.Ordinal));
        Law.Same(ours.Upgrade, theirs["Upgrade"]);
        Law.Same(ours.Connection, theirs["Connection"]);
        Law.Same(ours.Key, theirs["Sec-WebSocket-Key"]);
        Law.Same(ours.Version, theirs["Sec-WebSocket-Version"]);
        Law.Same(ours.Subprotocols, theirs["Sec-WebSocket-Protocol"]);
        Law.Same(ours.Extensions, theirs["Sec-WebSocket-Extensions"]);
        Law.Same(ours.Origin, theirs["Origin"]);
        Law.Same(ours.ForwardedFor, theirs["X-Forwarded-For"]);
        Law.Holds(theirs["Host"]?.Contains(',', StringComparison.Ordinal) == false);
        Law.Holds(theirs["Content-Length"] is null && theirs["Transfer-Encoding"] is null);
    }

    private string? this[string name] => _headers.GetValueOrDefault(name);

    public void OnStartLine(HttpVersionAndMethod versionAndMethod, TargetOffsetPathLength targetPath, Span<byte> startLine)
    {
        _start = versionAndMethod;
        var target = startLine[targetPath.Offset..];
        _target = Encoding.Latin1.GetString(target.IndexOf((byte)' ') is >= 0 and var end ? target[..end] : target);
    }

    public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var (key, text) = (Encoding.Latin1.GetString(name), Encoding.Latin1.GetString(value));
        _headers[key] = _headers.TryGetValue(key, out var before) ? $"{before},{text}" : text;
    }

    public void OnHeadersComplete(bool endStream)
    {
        // Parsing says so, too.
    }

    public void OnStaticIndexedHeader(int index) => throw new BrokenLawException("HTTP/1.1 has no table of headers");

    public void OnStaticIndexedHeader(int index, ReadOnlySpan<byte> value) => throw new BrokenLawException("HTTP/1.1 has no table of headers");
}
