using System.Text;

namespace Fanout.Conformance.Tests.Peers;

/// <summary>An opening request as text, in which a case changes what it is about.</summary>
internal static class Opening
{
    public const string Key = "dGhlIHNhbXBsZSBub25jZQ=="; // that of RFC 6455 §1.3
    public const string Json = "fanout.v1.json";
    public const string Proto = "fanout.v1.proto";

    public const string Plain =
        "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + $"Sec-WebSocket-Key: {Key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: {Json}\r\n\r\n";

    /// <summary>The request with one more header at its end.</summary>
    public static string With(string header, string request = Plain) => $"{request[..^2]}{header}\r\n\r\n";

    /// <summary>The request with something else in a place; the place must be there.</summary>
    public static string Changed(string right, string wrong)
    {
        Assert.Contains(right, Plain, StringComparison.Ordinal);
        return Plain.Replace(right, wrong, StringComparison.Ordinal);
    }

    public static byte[] Bytes(string request) => Encoding.UTF8.GetBytes(request);
}
