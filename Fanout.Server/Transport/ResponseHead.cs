using System.Text;
using Fanout.Protocol.WebSockets;

namespace Fanout.Server.Transport;

/// <summary>The answer to an opening request that HTTP has not seen (RFC 6455 §4.2.2).</summary>
internal static class ResponseHead
{
    /// <param name="answer">What was agreed on.</param>
    public static byte[] Of(HandshakeAnswer answer)
    {
        var response = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n");
        foreach (var (name, value) in answer.Headers)
            response.Append(name).Append(": ").Append(value).Append("\r\n");
        return Encoding.ASCII.GetBytes(response.Append("\r\n").ToString());
    }
}
