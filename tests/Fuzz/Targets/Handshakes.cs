using System.Text;
using Fanout.Fuzz.Checking;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Transport;

namespace Fanout.Fuzz.Targets;

/// <summary>The first bytes of a connection, as an event loop looks at them.</summary>
internal static class Handshakes
{
    private const int AllocatedFixed = 4 * 1024;
    private const int AllocatedPerByte = 64; // each line of a header that came before joins all of them, 100 lines at most

    public static void Check(byte[] input)
    {
        if (input.Length > RequestHead.SizeMax) input = input[..RequestHead.SizeMax]; // more is not looked at
        var (verdict, request, size) = Allocation.Within(AllocatedFixed + ((long)AllocatedPerByte * input.Length), () => Read(input));
        DecidesOnce(input, verdict, request, size);
        if (verdict != HeadVerdict.Stream) return;
        Law.Holds(size <= input.Length);
        KestrelHead.Agrees(input.AsSpan(0, size), request);
        WrittenAgain(request);
        Answers(request, deflate: false);
        Answers(request, deflate: true);
    }

    private static (HeadVerdict Verdict, HandshakeRequest Request, int Size) Read(ReadOnlySpan<byte> bytes) =>
        (RequestHead.Read(bytes, out var request, out var size), request, size);

    /// <summary>However the bytes come: what was decided for the first of them holds for all, and nothing is decided without need.</summary>
    private static void DecidesOnce(byte[] input, HeadVerdict verdict, HandshakeRequest request, int size)
    {
        for (var came = 0; came < input.Length; came++)
        {
            var early = RequestHead.Read(input.AsSpan(0, came), out var earlyRequest, out var earlySize);
            if (early == HeadVerdict.Incomplete) continue;
            Law.Same(verdict, early);
            if (early != HeadVerdict.Stream) return;
            Law.Same(size, earlySize);
            Law.Same(size, came);
            Law.Same(request, earlyRequest);
            return;
        }
    }

    /// <summary>What a request says, written plainly, says the same.</summary>
    private static void WrittenAgain(HandshakeRequest request)
    {
        var head = new StringBuilder("GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n");
        Write("Upgrade", request.Upgrade);
        Write("Connection", request.Connection);
        Write("Sec-WebSocket-Key", request.Key);
        Write("Sec-WebSocket-Version", request.Version);
        Write("Sec-WebSocket-Protocol", request.Subprotocols);
        Write("Sec-WebSocket-Extensions", request.Extensions);
        Write("Origin", request.Origin);
        Write("X-Forwarded-For", request.ForwardedFor);
        var bytes = Encoding.ASCII.GetBytes(head.Append("\r\n").ToString());
        if (bytes.Length > RequestHead.SizeMax) return;
        Law.Same((HeadVerdict.Stream, request, bytes.Length), Read(bytes));

        void Write(string name, string? value)
        {
            if (value is not null) head.Append(name).Append(": ").Append(value).Append("\r\n");
        }
    }

    private static void Answers(HandshakeRequest request, bool deflate)
    {
        var answer = Handshake.Answer(request, deflate);
        Law.Holds(answer.Status is 101 or 400 or 426); // method and version are right by now
        Law.Holds(answer.Accepted == answer.Refusal is null);
        Law.Holds(deflate || !answer.Deflate);
        var lines = Encoding.ASCII.GetString(ResponseHead.Of(answer)).Split("\r\n");
        Law.Same(answer.Headers.Count + 3, lines.Length); // status, empty line, nothing behind it
        Law.Holds(Array.TrueForAll(lines, static line => !line.Contains('\n', StringComparison.Ordinal) && !line.Contains('\r', StringComparison.Ordinal)));
    }
}
