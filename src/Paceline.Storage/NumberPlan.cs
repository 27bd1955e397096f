using NodaTime;
using Paceline.Dialing.Contacts;
using PhoneNumbers;

namespace Paceline.Storage;

/// <summary>The world's telephone numbers: whether one exists, how it is written internationally, and where it is.</summary>
public sealed class NumberPlan
{
    private static readonly PhoneNumberUtil _numbers = PhoneNumberUtil.GetInstance();
    private static readonly PhoneNumberToTimeZonesMapper _zones = PhoneNumberToTimeZonesMapper.GetInstance();

    private readonly string _region;

    /// <exception cref="ImportRefusedException">Nobody knows the region.</exception>
    public NumberPlan(string region)
    {
        _region = region.ToUpperInvariant();
        if (!_numbers.GetSupportedRegions().Contains(_region))
        {
            throw new ImportRefusedException($"\"{region}\" is no region. Expected two letters of ISO 3166, such as US or GB.");
        }
    }

    /// <summary>The number, or a sentence why there is none.</summary>
    /// <remarks>A number that belongs to several zones (toll-free, some mobiles) has the first that the plan lists.</remarks>
    public (NewNumber? Number, string Why) Place(string text)
    {
        PhoneNumbers.PhoneNumber parsed;
        try
        {
            parsed = _numbers.Parse(text, _region);
        }
        catch (NumberParseException)
        {
            return (null, $"Expected a telephone number; \"{Short(text)}\" is none.");
        }

        if (Kind(parsed) is { } kind)
        {
            return (null, $"\"{Short(text)}\" is {kind}; such numbers are not called.");
        }

        if (!_numbers.IsValidNumber(parsed))
        {
            return (null, $"\"{Short(text)}\" is no number that exists (read as a number of {_region} if it has no country code).");
        }

        var zone = _zones.GetTimeZonesForNumber(parsed).FirstOrDefault(
            static z => DateTimeZoneProviders.Tzdb.Ids.Contains(z) && z != "Etc/Unknown");
        return zone is null
            ? (null, $"Nobody knows the time zone of \"{Short(text)}\", so nobody knows when it may be called.")
            : (new(new(_numbers.Format(parsed, PhoneNumberFormat.E164)), zone), "");
    }

    /// <summary>What a number is that no person has, or whose call costs more than a call; null: neither.</summary>
    private static string? Kind(PhoneNumbers.PhoneNumber number) =>
        IsShortCode(number) ? "a short code, such as one for emergencies or services" : _numbers.GetNumberType(number) switch
        {
            PhoneNumberType.PREMIUM_RATE => "a premium-rate number",
            PhoneNumberType.SHARED_COST => "a special-rate number (its cost is shared with the caller)",
            PhoneNumberType.PAGER => "a pager",
            PhoneNumberType.VOICEMAIL => "a voicemail box",
            _ => null,
        };

    private static bool IsShortCode(PhoneNumbers.PhoneNumber number) =>
        !_numbers.IsValidNumber(number) && ShortNumberInfo.GetInstance().IsValidShortNumber(number);

    private static string Short(string text) => text.Length <= 40 ? text : $"{text[..40]}…";
}
