using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.Extensions.Options;

namespace Megalis.Kernel.Http;

/// <summary>
/// What model binding and annotations say when they refuse: in French, naming the field and what to write. An
/// annotation's own <c>ErrorMessage</c> always wins.
/// </summary>
internal sealed class FrenchBinding : IConfigureOptions<MvcOptions>, IValidationMetadataProvider
{
    public void Configure(MvcOptions options)
    {
        var messages = options.ModelBindingMessageProvider;
        messages.SetValueMustNotBeNullAccessor(_ => "Ce champ est à remplir.");
        messages.SetMissingBindRequiredValueAccessor(field => $"Ce champ manque : {field}.");
        messages.SetMissingKeyOrValueAccessor(() => "Une valeur manque.");
        messages.SetMissingRequestBodyRequiredValueAccessor(() => "La demande est vide.");
        messages.SetAttemptedValueIsInvalidAccessor((value, field) => $"{field} : « {value} » n’est pas compris.");
        messages.SetNonPropertyAttemptedValueIsInvalidAccessor(value => $"« {value} » n’est pas compris.");
        messages.SetUnknownValueIsInvalidAccessor(field => $"{field} : cette valeur n’est pas comprise.");
        messages.SetNonPropertyUnknownValueIsInvalidAccessor(() => "Cette valeur n’est pas comprise.");
        messages.SetValueIsInvalidAccessor(value => $"« {value} » n’est pas compris.");
        messages.SetValueMustBeANumberAccessor(field => $"{field} : écrivez un nombre.");
        messages.SetNonPropertyValueMustBeANumberAccessor(() => "Écrivez un nombre.");
        options.ModelMetadataDetailsProviders.Add(this);
        options.ModelBinderProviders.Insert(0, new FrenchNumberBinderProvider());
    }

    public void CreateValidationMetadata(ValidationMetadataProviderContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var rule in context.ValidationMetadata.ValidatorMetadata.OfType<ValidationAttribute>())
            if (rule.ErrorMessage is null && rule.ErrorMessageResourceName is null && Sentence(rule) is { } sentence)
                rule.ErrorMessage = sentence;
    }

    /// <summary>{0} is the field's label; the rest as the annotation itself numbers them.</summary>
    private static string? Sentence(ValidationAttribute rule) => rule switch
    {
        RequiredAttribute => "À remplir : {0}.",
        StringLengthAttribute { MinimumLength: > 0 } => "{0} : entre {2} et {1} caractères.",
        StringLengthAttribute => "{0} : {1} caractères au plus.",
        MaxLengthAttribute => "{0} : {1} au plus.",
        MinLengthAttribute => "{0} : {1} au moins.",
        RangeAttribute => "{0} : entre {1} et {2}.",
        EmailAddressAttribute => "{0} : écrivez une adresse comme nom@exemple.bzh.",
        UrlAttribute => "{0} : écrivez une adresse qui commence par https://.",
        PhoneAttribute => "{0} : écrivez un numéro comme 02 97 00 00 00.",
        CompareAttribute => "{0} : les deux saisies sont différentes.",
        RegularExpressionAttribute => "{0} : la forme attendue est écrite au-dessus du champ.",
        _ => null,
    };
}

/// <summary>Amounts and counts as people type them: « 1 250,50 », « 1250.5 », with any kind of space.</summary>
internal sealed class FrenchNumberBinder : IModelBinder
{
    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        ArgumentNullException.ThrowIfNull(bindingContext);
        var typed = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
        if (typed == ValueProviderResult.None)
            return Task.CompletedTask;
        bindingContext.ModelState.SetModelValue(bindingContext.ModelName, typed);
        var metadata = bindingContext.ModelMetadata;
        var text = string.Concat((typed.FirstValue ?? "").Where(c => !char.IsWhiteSpace(c)));
        if (text.Length == 0)
        {
            if (metadata.IsReferenceOrNullableType)
                bindingContext.Result = ModelBindingResult.Success(null);
            else
                bindingContext.ModelState.TryAddModelError(bindingContext.ModelName, metadata.ModelBindingMessageProvider.ValueMustNotBeNullAccessor(""));
            return Task.CompletedTask;
        }

        if (Parse(text, metadata.UnderlyingOrModelType) is { } value)
            bindingContext.Result = ModelBindingResult.Success(value);
        else
            bindingContext.ModelState.TryAddModelError(
                bindingContext.ModelName, metadata.ModelBindingMessageProvider.ValueMustBeANumberAccessor(metadata.GetDisplayName()));
        return Task.CompletedTask;
    }

    private static object? Parse(string text, Type type)
    {
        const NumberStyles Fraction = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        var plain = text.Replace(',', '.');
        var culture = CultureInfo.InvariantCulture;
        if (type == typeof(decimal))
            return decimal.TryParse(plain, Fraction, culture, out var amount) ? amount : null;
        if (type == typeof(double))
            return double.TryParse(plain, Fraction, culture, out var real) ? real : null;
        if (type == typeof(long))
            return long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var big) ? big : null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var whole) ? whole : null;
    }
}

internal sealed class FrenchNumberBinderProvider : IModelBinderProvider
{
    private static readonly FrenchNumberBinder Binder = new();

    public IModelBinder? GetBinder(ModelBinderProviderContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var type = context.Metadata.UnderlyingOrModelType;
        return type == typeof(decimal) || type == typeof(double) || type == typeof(int) || type == typeof(long) ? Binder : null;
    }
}
