using System.CommandLine;
using System.Security.Cryptography;

namespace Fanout.Cli.Tokens;

/// <summary><c>fanout token create</c>: readers' tokens of an issuer that is a key in a file.</summary>
internal static class TokenCommands
{
    private const int DelaySecondsMax = 120;

    private static readonly TimeSpan LifetimeDefault = TimeSpan.FromHours(1);
    private static readonly TimeSpan LifetimeMax = TimeSpan.FromDays(30);

    public static Command Create() => new("token", "Make readers' tokens") { Make() };

    private static Command Make()
    {
        var key = new Option<string>("--key")
        {
            Description = "Private key of the issuer, PEM: EC P-256, P-384 or P-521, or RSA of 2048 bits and more",
            HelpName = "FILE",
            Required = true,
        };
        var issuer = Text("--issuer", "Who issues it, as the server has it in Access:Issuers:…:Issuer", "NAME", isNeeded: true);
        var audience = Text("--audience", "For which service, as in Access:Issuers:…:Audience", "NAME", isNeeded: true);
        var subject = Text("--subject", "Whose it is, for whoever reads the token", "NAME", isNeeded: false);
        var topics = new Option<string[]>("--topic")
        {
            Description = "What may be read: a topic, or the beginning of some with * behind; may be given again; needed without --tier",
            HelpName = "TOPIC",
        };
        var tier = Text("--tier", "Rights of the server's configuration, Access:Tiers:…, which all else narrows", "NAME", isNeeded: false);
        var territory = Text("--territory", "Where the reader is: two letters of ISO 3166-1, like DE", "CODE", isNeeded: false);
        var scoreOnly = new Option<bool>("--score-only") { Description = "Of a match only its score view and its headline" };
        var delay = new Option<int>("--delay") { Description = $"Seconds behind live at least, 0 to {DelaySecondsMax}", HelpName = "SECONDS" };
        var subscriptions = new Option<int?>("--subscriptions") { Description = "Subscriptions on one connection at most", HelpName = "N" };
        var connections = new Option<int?>("--connections")
        {
            Description = "Connections that the subject may have open at a time on one node; needs --subject",
            HelpName = "N",
        };
        var lifetime = Lifetime();
        delay.Validators.Add(result => Check(result.GetValueOrDefault<int>() is >= 0 and <= DelaySecondsMax, $"--delay: 0 to {DelaySecondsMax} s may be", result.AddError));
        subscriptions.Validators.Add(static result => Check(result.GetValueOrDefault<int?>() is null or > 0, "--subscriptions: 1 or more may be", result.AddError));
        connections.Validators.Add(result => Check(
            result.GetValueOrDefault<int?>() is null || (result.GetValueOrDefault<int?>() > 0 && result.GetResult(subject) is not null),
            "--connections: 1 or more may be, beside --subject",
            result.AddError));
        territory.Validators.Add(static result => Check(
            result.GetValueOrDefault<string?>() is not { Length: not 2 }, "--territory: a code has two letters, like DE", result.AddError));
        var command = new Command("create", "Make a token and print it; nothing else is printed, and nothing is sent")
        {
            key, issuer, audience, subject, topics, tier, territory, scoreOnly, delay, subscriptions, connections, lifetime,
        };
        command.Validators.Add(result => Check(
            result.GetResult(topics) is not null || result.GetResult(tier) is not null, "--topic or --tier is needed", result.AddError));
        command.SetAction(parsed => Sign(parsed.GetRequiredValue(key), new TokenContent
        {
            Issuer = parsed.GetRequiredValue(issuer),
            Audience = parsed.GetRequiredValue(audience),
            Subject = parsed.GetValue(subject),
            Topics = parsed.GetValue(topics),
            Tier = parsed.GetValue(tier),
            Territory = parsed.GetValue(territory),
            IsScoreOnly = parsed.GetValue(scoreOnly),
            DelaySeconds = parsed.GetValue(delay),
            Subscriptions = parsed.GetValue(subscriptions),
            Connections = parsed.GetValue(connections),
            Lifetime = parsed.GetValue(lifetime),
        }));
        return command;
    }

    private static int Sign(string keyFile, TokenContent content)
    {
        try
        {
            Console.WriteLine(content.Sign(File.ReadAllText(keyFile), TimeProvider.System.GetUtcNow()));
            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"--key: {fault.Message}");
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            Console.Error.WriteLine($"--key: {keyFile}: {fault.Message} Make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out FILE");
        }
        return ExitCode.Usage;
    }

    private static Option<TimeSpan> Lifetime()
    {
        var lifetime = new Option<TimeSpan>("--for")
        {
            Description = "How long it is good, 1 s to 30 days: hh:mm:ss, d.hh:mm:ss",
            HelpName = "TIME",
            DefaultValueFactory = static _ => LifetimeDefault,
        };
        lifetime.Validators.Add(static result =>
        {
            var span = result.GetValueOrDefault<TimeSpan>();
            Check(span >= TimeSpan.FromSeconds(1) && span <= LifetimeMax, $"--for: {span} is not 1 s to {LifetimeMax}", result.AddError);
        });
        return lifetime;
    }

    private static Option<string> Text(string name, string description, string shape, bool isNeeded)
    {
        var option = new Option<string>(name) { Description = description, HelpName = shape, Required = isNeeded };
        option.Validators.Add(result => Check(result.GetValueOrDefault<string?>() is not "", $"{name}: it is empty", result.AddError));
        return option;
    }

    private static void Check(bool isGood, string problem, Action<string> refuse)
    {
        if (!isGood)
            refuse(problem);
    }
}
