using System.Net;
using Fanout.Protocol.Messages;

namespace Fanout.Client;

/// <summary>The server refused a subscription or the connection for good.</summary>
public sealed class FanoutException : Exception
{
    public FanoutException(string message)
        : base(message)
    {
    }

    public FanoutException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public FanoutException()
    {
    }

    internal FanoutException(string topic, Error error)
        : base($"{topic}: {error.Code}: {error.Message}")
    {
        Code = error.Code;
        First = error.First;
    }

    internal FanoutException(HttpStatusCode status, string message)
        : base($"{(int)status}: {message}") => Status = status;

    /// <summary>The status of an HTTP answer that was no success; null for what came over the stream.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>What came is no answer of a Fanout server that this client knows: another program, or another version, answers there.</summary>
    public bool IsUnknownAnswer { get; init; }

    /// <summary>What the server answered; UNSPECIFIED when it closed the connection instead.</summary>
    public ErrorCode.Types.Value Code { get; }

    /// <summary>With HISTORY_GONE: the first position that is still available.</summary>
    public Position? First { get; }
}
