using System.Diagnostics.CodeAnalysis;
using System.Net;
using Fanout.Protocol.WebSockets;

namespace Fanout.Server.Admission;

/// <summary>Lets in who opens the stream, on whatever transport, as the gate has it for where he comes from.</summary>
internal sealed class Reception(ConnectionGate gate, TrustedProxies proxies)
{
    /// <summary>Takes a place, to be given back with <see cref="Leave"/>; otherwise says why there is none.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="peer">Who opened the connection; null where that has no address.</param>
    /// <param name="address">Whose place it is.</param>
    /// <param name="refusal">Why there is no place.</param>
    public bool TryEnter(
        in HandshakeRequest request, IPAddress? peer, out ClientAddress address, [NotNullWhen(false)] out Refusal? refusal)
    {
        address = ClientAddress.Of(proxies.ClientOf(peer, request.ForwardedFor));
        return gate.TryEnter(address, out refusal);
    }

    /// <summary>A place that was taken is free again.</summary>
    public void Leave(ClientAddress address) => gate.Leave(address);
}
