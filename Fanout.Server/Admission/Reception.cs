using System.Diagnostics.CodeAnalysis;
using System.Net;
using Fanout.Protocol.WebSockets;
using Fanout.Server.Access;

namespace Fanout.Server.Admission;

/// <summary>Lets in who opens the stream, on whatever transport.</summary>
internal sealed class Reception(ConnectionGate gate, TrustedProxies proxies, AnonymousOrigins origins)
{
    /// <summary>Takes a place, to be given back with <see cref="Leave"/>; otherwise says why there is none.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="peer">Who opened the connection; null where that has no address.</param>
    /// <param name="place">What was taken.</param>
    /// <param name="refusal">Why there is no place.</param>
    public bool TryEnter(
        in HandshakeRequest request, IPAddress? peer, out Place place, [NotNullWhen(false)] out Refusal? refusal) =>
        TryEnter(request, proxies.AddressOf(peer, request.ForwardedFor), out place, out refusal);

    /// <summary>The same where it is known already where the client is.</summary>
    public bool TryEnter(
        in HandshakeRequest request, ClientAddress client, out Place place, [NotNullWhen(false)] out Refusal? refusal)
    {
        place = new Place(client, NeedsToken: !origins.Allows(request.Origin));
        if (!place.NeedsToken || origins.TokensTaken) // a browser shows its token later, in a frame
            return gate.TryEnter(place.Address, out refusal);
        gate.CountRefused(RefusalReason.Origin);
        refusal = new Refusal(RefusalReason.Origin, AnonymousOrigins.Refusal(request.Origin), TimeSpan.Zero);
        return false;
    }

    /// <summary>A place that was taken is free again.</summary>
    public void Leave(ClientAddress address) => gate.Leave(address);
}

/// <summary>A place for a connection.</summary>
/// <param name="Address">Whose it is.</param>
/// <param name="NeedsToken">It is a page's that may read nothing without a token.</param>
internal readonly record struct Place(ClientAddress Address, bool NeedsToken);
