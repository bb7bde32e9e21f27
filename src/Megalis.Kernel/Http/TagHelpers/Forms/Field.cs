using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Megalis.Kernel.Localization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Megalis.Kernel.Http.TagHelpers.Forms;

/// <summary>What an <c>m-field</c> knows of its property: name, id, kind of control, value as typed, errors.</summary>
internal sealed class Field
{
    private readonly FieldTagHelper _tag;
    private readonly ModelStateEntry? _state;

    public Field(FieldTagHelper tag, IEnumerable<TagHelperAttribute> attributes)
    {
        _tag = tag;
        Attributes = [.. attributes];
        Name = tag.ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(tag.For.Name);
        Id = TagBuilder.CreateSanitizedId(Name, "_");
        _state = tag.ViewContext.ModelState.GetValueOrDefault(Name);
        Errors = [.. (_state?.Errors ?? []).Select(e => e.ErrorMessage).Where(m => m.Length > 0).Distinct()];
        Control = tag.Type ?? Guess();
    }

    public string Name { get; }
    public string Id { get; }
    public string Control { get; }
    public IReadOnlyList<string> Errors { get; }

    /// <summary>Attributes of the element that belong to the control.</summary>
    public IReadOnlyList<TagHelperAttribute> Attributes { get; }

    public int Rows => _tag.Rows ?? 5;
    public int? Width => _tag.Width;
    public string? Suffix => _tag.Suffix;
    public string Choose => _tag.ViewContext.T("Choisir…");
    public string? Hint => _tag.Hint;
    public string Label => _tag.Label ?? Metadata.GetDisplayName();

    /// <summary>Several controls under one legend.</summary>
    public bool IsGroup => Control is "radios" or "checkboxes";

    public bool IsTick => Control == "checkbox";

    /// <summary>A tick that is not annotated is free to stay empty: bool is never null, so the model says « required ».</summary>
    public bool IsRequired => _tag.Required
        ?? (IsTick ? Metadata.ValidatorMetadata.OfType<RequiredAttribute>().Any() : Metadata.IsRequired);

    public string? HintId => string.IsNullOrEmpty(Hint) ? null : $"{Id}-hint";
    public string? ErrorId => Errors.Count == 0 ? null : $"{Id}-error";

    public string? DescribedBy => (HintId, ErrorId) switch
    {
        (null, null) => null,
        (null, { } error) => error,
        ({ } hint, null) => hint,
        ({ } hint, { } error) => $"{hint} {error}",
    };

    public IEnumerable<SelectListItem> Items => _tag.Items ?? (Metadata.EnumGroupedDisplayNamesAndValues ?? [])
        .Select(e => new SelectListItem(e.Key.Name, e.Value));

    public bool IsMany => Metadata.IsEnumerableType && ModelType != typeof(string);

    /// <summary>What the person typed when the form came back, else the model's value.</summary>
    public string? Value => _state?.AttemptedValue ?? Text(_tag.For.Model);

    public bool IsTicked => _state?.RawValue is { } raw
        ? (raw as string ?? (raw as string[])?.FirstOrDefault() ?? "").Equals("true", StringComparison.OrdinalIgnoreCase)
        : _tag.For.Model is true;

    /// <summary>Chosen values of a select, radios or checkboxes.</summary>
    public IReadOnlySet<string> Chosen()
    {
        if (_state?.RawValue is string[] many)
            return many.ToHashSet();
        if (_state?.RawValue is string one)
            return new HashSet<string> { one };
        return (IsMany && _tag.For.Model is System.Collections.IEnumerable list ? list.Cast<object?>() : [_tag.For.Model])
            .Select(ChoiceText).OfType<string>().ToHashSet();
    }

    private ModelMetadata Metadata => _tag.For.Metadata;
    private Type ModelType => Metadata.UnderlyingOrModelType;

    /// <summary>Enum choices are listed by number; see <see cref="ModelMetadata.EnumGroupedDisplayNamesAndValues"/>.</summary>
    private string? ChoiceText(object? value) => value is Enum e && _tag.Items is null
        ? Convert.ToInt64(e, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
        : Text(value);

    private string? Text(object? value) => value switch
    {
        null => null,
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm", CultureInfo.InvariantCulture),
        DateTimeOffset instant => ParisTime.At(instant).ToString(ClockFormat, CultureInfo.InvariantCulture),
        DateTime clock => clock.ToString(ClockFormat, CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.CurrentCulture),
        _ => value.ToString(),
    };

    private string ClockFormat => Control == "date" ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm";

    private string Guess()
    {
        if (_tag.Rows is not null || Metadata.DataTypeName == nameof(DataType.MultilineText))
            return "textarea";
        if (_tag.Items is not null || ModelType.IsEnum)
            return "select";
        return Metadata.DataTypeName switch
        {
            nameof(DataType.Password) => "password",
            nameof(DataType.EmailAddress) => "email",
            nameof(DataType.PhoneNumber) => "tel",
            nameof(DataType.Url) => "url",
            nameof(DataType.Date) => "date",
            nameof(DataType.Time) => "time",
            _ => GuessFromType(),
        };
    }

    private string GuessFromType() => ModelType switch
    {
        var t when t == typeof(bool) => "checkbox",
        var t when t == typeof(DateOnly) => "date",
        var t when t == typeof(TimeOnly) => "time",
        var t when t == typeof(DateTime) || t == typeof(DateTimeOffset) => "datetime-local",
        var t when typeof(IFormFile).IsAssignableFrom(t) || typeof(IEnumerable<IFormFile>).IsAssignableFrom(t) => "file",
        var t when t == typeof(int) || t == typeof(long) || t == typeof(short) => "whole",
        var t when t == typeof(decimal) || t == typeof(double) => "decimal",
        _ => "text",
    };
}
