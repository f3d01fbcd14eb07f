using Fanout.Protocol.Messages;
using Fanout.Protocol.WebSockets;

namespace Fanout.Client.Connections;

/// <summary>How a connection ended, as far as the server said.</summary>
/// <param name="Code">The close frame's, or the goodbye's where none came; null: the connection was lost without a word.</param>
internal readonly record struct Ending(CloseCode? Code, string? Reason)
{
    /// <summary>A goodbye names the code that was meant; the close frame itself may not have made it.</summary>
    public static Ending Of(int? closeCode, string? closeReason, Goodbye? goodbye)
    {
        if (closeCode is { } code)
            return new Ending((CloseCode)code, closeReason);
        return goodbye is null ? default : new Ending((CloseCode)goodbye.Code, goodbye.Reason);
    }

    /// <summary>Why the client must not connect again as it is; null: it may.</summary>
    public FanoutException? Refusal => Code is { } code && !code.MayReconnect()
        ? new FanoutException($"the server closed with {(ushort)code}: {Reason}")
        : null;
}
