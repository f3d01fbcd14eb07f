using System.Text.RegularExpressions;
using Fanout.Log;
using Microsoft.Extensions.Options;

namespace Fanout.Server.Composition;

/// <summary>
/// Says what is wrong with settings in a line that names each by its key, with its value and what may be: the framework
/// names a property of a class of ours, or a type of its own.
/// </summary>
/// <remarks>
/// It says so in text alone, which is read here. Text that is not as expected is passed on as it is: it is worse, and still
/// true. Ranges are numbers and times, so that no value that is repeated here is a secret.
/// </remarks>
internal static partial class SettingFaults
{
    /// <param name="fault">What came of binding or checking options.</param>
    /// <param name="settings">Section <see cref="ServerOptions.Section"/>.</param>
    public static string Tell(Exception fault, IConfiguration settings)
    {
        if (fault is AggregateException several)
            return string.Join("; ", several.InnerExceptions.Select(one => Tell(one, settings)));
        if (fault is OptionsValidationException refused)
            return string.Join("; ", refused.Failures.Select(failure => Refusal(failure, SectionOf(refused.OptionsType), settings)));
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (Unconverted().Match(cause.Message) is { Success: true } match)
                return $"{match.Groups["key"]}: \"{match.Groups["value"]}\" is not {FormOf(match.Groups["type"].Value)}";
        }
        return fault.InnerException is FormatException inner ? $"{fault.Message} {inner.Message}" : fault.Message;
    }

    private static string Refusal(string failure, string section, IConfiguration settings)
    {
        foreach (var form in (Regex[])[Beyond(), TooLong(), Missing()])
        {
            if (form.Match(failure) is { Success: true, Groups: var groups } && settings[$"{section}:{groups["name"]}"] is { } value)
                return $"{ServerOptions.Section}:{section}:{groups["name"]}: {FaultOf(value, groups)}";
        }
        return Annotated().Match(failure) is { Success: true } annotated
            ? $"{ServerOptions.Section}:{section}: {annotated.Groups["error"]}"
            : failure;
    }

    private static string FaultOf(string value, GroupCollection limits)
    {
        if (limits["least"].Success)
            return $"\"{value}\" is not {limits["least"]} to {limits["most"]}";
        return limits["length"].Success ? $"{value.Length} characters exceed {limits["length"]}" : "is empty";
    }

    /// <summary>Options are named after their section, but for these.</summary>
    private static string SectionOf(Type options) => options.Name switch
    {
        nameof(EventLogOptions) => "Log",
        "ForwardingOptions" => "Internal",
        var name => name.Replace("Options", "", StringComparison.Ordinal),
    };

    private static string FormOf(string type) => type switch
    {
        "System.Boolean" => "true or false",
        "System.Int32" => $"a whole number, {int.MinValue} to {int.MaxValue}",
        "System.Int64" or "System.UInt64" => "a whole number",
        "System.Double" => "a number",
        "System.TimeSpan" => "a time like 00:00:30",
        _ => $"a {type.Split('.')[^1]}",
    };

    [GeneratedRegex("^Failed to convert configuration value '(?<value>.*)' at '(?<key>[^']+)' to type '(?<type>[^']+)'\\.$", RegexOptions.Singleline)]
    private static partial Regex Unconverted();

    [GeneratedRegex(@"The field (?:\w+\.)?(?<name>\w+) must be between (?<least>\S+) and (?<most>\S+?)\.?(?:'\.)?$")]
    private static partial Regex Beyond();

    [GeneratedRegex(@"The field (?:\w+\.)?(?<name>\w+) must be a string with a maximum length of (?<length>\d+)\.")]
    private static partial Regex TooLong();

    [GeneratedRegex(@"The (?:\w+\.)?(?<name>\w+) field is required\.")]
    private static partial Regex Missing();

    [GeneratedRegex(@"^DataAnnotation validation failed for '\w+' members: '[\w, ]*' with the error: '(?<error>.+)'\.$", RegexOptions.Singleline)]
    private static partial Regex Annotated();
}
