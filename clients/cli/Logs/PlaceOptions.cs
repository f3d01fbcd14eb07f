using System.CommandLine;
using Fanout.Log.Redis;

namespace Fanout.Cli.Logs;

/// <summary>Two options of which one says where a log is: in a data folder, or in Redis.</summary>
internal sealed class PlaceOptions
{
    private readonly Option<string?> _folder;
    private readonly Option<string?> _redis;

    public PlaceOptions(string folder, string folderDescription, string redis, string redisDescription)
    {
        _folder = new Option<string?>(folder) { Description = folderDescription, HelpName = "DIR" };
        _redis = new Option<string?>(redis)
        {
            Description = $"{redisDescription}. A password may be in ${LogPlace.RedisPasswordVariable} instead",
            HelpName = "SERVERS",
        };
    }

    /// <summary>The command understands them, and insists on one.</summary>
    public void AddTo(Command command)
    {
        command.Add(_folder);
        command.Add(_redis);
        command.Validators.Add(result =>
        {
            var (folder, redis) = (result.GetValue(_folder), result.GetValue(_redis));
            if ((folder is null) == (redis is null))
                result.AddError($"give {_folder.Name} or {_redis.Name}, one of the two");
            else if (redis is not null && RedisLogReader.FindFault(redis) is { } fault)
                result.AddError($"{_redis.Name} is no connection string: {fault}");
        });
    }

    public LogPlace Read(ParseResult parsed) => parsed.GetValue(_folder) is { } folder
        ? LogPlace.Folder(folder)
        : LogPlace.Redis(parsed.GetValue(_redis)!);
}
