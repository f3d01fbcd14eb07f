namespace Fanout.Protocol.WebSockets;

/// <summary>
/// Negotiation of permessage-deflate (RFC 7692 §5, §7.1), in the one form we speak: no context takeover on either side,
/// so that a frame compressed once serves every connection and no connection keeps a window of 32 KiB.
/// </summary>
public static class PerMessageDeflate
{
    /// <summary>The only answer we give to an offer: the value of <c>Sec-WebSocket-Extensions</c>.</summary>
    public const string Answer = $"{Name}; {ServerNoContextTakeover}; {ClientNoContextTakeover}";

    private const string Name = "permessage-deflate";
    private const string ServerNoContextTakeover = "server_no_context_takeover";
    private const string ClientNoContextTakeover = "client_no_context_takeover";
    private const string ClientMaxWindowBits = "client_max_window_bits";

    /// <summary>
    /// Whether one of the offers in <paramref name="extensions"/> (the client's <c>Sec-WebSocket-Extensions</c>) can be
    /// answered with <see cref="Answer"/>. Both no-takeover parameters may be answered unasked (§7.1.1),
    /// <c>client_max_window_bits</c> is a hint that needs no answer (§7.1.2.2). An offer that limits our window
    /// (<c>server_max_window_bits</c>), has an unknown parameter, one twice, or a value that is not allowed is passed
    /// over, as §5.1 wants.
    /// </summary>
    public static bool IsOffered(string? extensions)
    {
        foreach (var offer in new HeaderList(extensions, ','))
        {
            if (IsAcceptable(offer))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAcceptable(ReadOnlySpan<char> offer)
    {
        var parts = new HeaderList(offer, ';');
        if (!parts.MoveNext() || !parts.Current.Equals(Name, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var seen = Parameter.None;
        while (parts.MoveNext())
        {
            var parameter = Classify(parts.Current);
            if (parameter == Parameter.None || (seen & parameter) != 0)
            {
                return false;
            }

            seen |= parameter;
        }

        return true;
    }

    private static Parameter Classify(ReadOnlySpan<char> parameter)
    {
        var equals = parameter.IndexOf('=');
        var name = equals < 0 ? parameter : parameter[..equals].TrimEnd(" \t");
        if (name.Equals(ClientMaxWindowBits, StringComparison.OrdinalIgnoreCase))
        {
            return equals < 0 || IsWindowBits(parameter[(equals + 1)..]) ? Parameter.ClientWindow : Parameter.None;
        }

        if (equals >= 0)
        {
            return Parameter.None;
        }

        return name.Equals(ServerNoContextTakeover, StringComparison.OrdinalIgnoreCase) ? Parameter.ServerNoTakeover
            : name.Equals(ClientNoContextTakeover, StringComparison.OrdinalIgnoreCase) ? Parameter.ClientNoTakeover
            : Parameter.None;
    }

    /// <summary>8 to 15 without leading zeros, as a token or quoted.</summary>
    private static bool IsWindowBits(ReadOnlySpan<char> value)
    {
        value = value.Trim(" \t");
        if (value is ['"', .. var inner, '"'])
        {
            value = inner;
        }

        return value is ['8' or '9'] or ['1', >= '0' and <= '5'];
    }

    [Flags]
    private enum Parameter
    {
        None = 0,
        ServerNoTakeover = 1,
        ClientNoTakeover = 2,
        ClientWindow = 4,
    }
}
