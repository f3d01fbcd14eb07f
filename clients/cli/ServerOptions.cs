using System.CommandLine;
using Fanout.Client;

namespace Fanout.Cli;

/// <summary>Which server a command talks to, and as whom. The token is never an argument: those are visible to others.</summary>
internal sealed class ServerOptions
{
    public const string ServerVariable = "FANOUT_SERVER";
    public const string TokenVariable = "FANOUT_TOKEN";
    private const string DefaultServer = "http://127.0.0.1:8080";

    /// <summary>Understood before and after the name of a command.</summary>
    public Option<string?> Address { get; } = new("--server")
    {
        Description = $"Address of the server; otherwise ${ServerVariable}, otherwise {DefaultServer}",
        HelpName = "URL",
        Recursive = true,
    };

    /// <summary>Refuses <paramref name="command"/> where the address that it would talk to is none.</summary>
    public void CheckFor(Command command) => command.Validators.Add(result =>
    {
        if (!TryAddress(result.GetValue(Address), out _, out var given))
            result.AddError($"server: \"{given}\" is not an http or https address");
        if (Token.FirstOrDefault(static letter => letter is < '!' or > '~') is var letter and not '\0')
            result.AddError($"${TokenVariable} holds the character U+{(int)letter:X4}, which no token has"); // RFC 6750 §2.1
    });

    public FanoutClientOptions Read(ParseResult parsed)
    {
        TryAddress(parsed.GetValue(Address), out var server, out _);
        return new FanoutClientOptions
        {
            Server = server!,
            Token = Token.Length > 0 ? Token : null,
            Name = "fanout-cli/0.1",
        };
    }

    /// <summary>Without the line end that a file may have given it.</summary>
    private static string Token => Environment.GetEnvironmentVariable(TokenVariable)?.Trim() ?? "";

    private static bool TryAddress(string? option, out Uri? server, out string given)
    {
        given = option ?? Environment.GetEnvironmentVariable(ServerVariable) ?? DefaultServer;
        return Uri.TryCreate(given.TrimEnd('/') + "/", UriKind.Absolute, out server)
            && (server.Scheme == Uri.UriSchemeHttp || server.Scheme == Uri.UriSchemeHttps);
    }
}
