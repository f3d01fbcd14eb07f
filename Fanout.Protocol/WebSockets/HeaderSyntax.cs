using System.Buffers;

namespace Fanout.Protocol.WebSockets;

/// <summary>
/// Whether header values have the form that the standard gives them. One that has not ends the handshake (RFC 6455
/// §4.2.1, §9.1), where an offer of the right form that cannot be met is only passed over.
/// </summary>
internal static class HeaderSyntax
{
    private static readonly SearchValues<char> TokenChars = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"); // RFC 9110 §5.6.2, tchar

    /// <summary>At least one token; empty elements do not count (RFC 9110 §5.6.1).</summary>
    public static bool IsTokenList(ReadOnlySpan<char> value)
    {
        var any = false;
        foreach (var element in new HeaderList(value, ','))
        {
            if (!IsToken(element))
            {
                return false;
            }

            any = true;
        }

        return any;
    }

    /// <summary>At least one extension: a token, then parameters (RFC 6455 §9.1).</summary>
    public static bool IsExtensionList(ReadOnlySpan<char> value)
    {
        var any = false;
        foreach (var extension in new HeaderList(value, ','))
        {
            if (!IsExtension(extension))
            {
                return false;
            }

            any = true;
        }

        return any;
    }

    // A semicolon in a quoted value parts nothing, but no value may have one: what is quoted is a token all the same.
    private static bool IsExtension(ReadOnlySpan<char> extension)
    {
        var name = true;
        foreach (var range in extension.Split(';'))
        {
            var part = extension[range].Trim(" \t");
            if (!(name ? IsToken(part) : IsParameter(part)))
            {
                return false;
            }

            name = false;
        }

        return true;
    }

    private static bool IsParameter(ReadOnlySpan<char> parameter)
    {
        var equals = parameter.IndexOf('=');
        return equals < 0
            ? IsToken(parameter)
            : IsToken(parameter[..equals].TrimEnd(" \t")) && IsValue(parameter[(equals + 1)..].TrimStart(" \t"));
    }

    private static bool IsValue(ReadOnlySpan<char> value) =>
        value is ['"', .. var quoted, '"'] ? IsToken(quoted) : IsToken(value);

    private static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenChars);
}
